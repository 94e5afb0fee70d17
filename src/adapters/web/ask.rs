//! One GET whose answer counts whatever its status is: a health endpoint says with an error how it is. No timeout is set here.

use super::client::{Reach, admit, client, told};
use crate::model::ids::RepoUrl;
use crate::model::problem::Problem;

/// Asks: status code, and the body unless it is larger than it may be.
///
/// # Errors
/// When the other side cannot be reached, or is where nobody may look.
pub async fn ask(url: &str, reach: &Reach, most: usize) -> Result<(u16, Option<Vec<u8>>), Problem> {
    let shown = RepoUrl::new(url).shown();
    admit(url, reach)?;
    let mut answer = client(reach)?.get(url).send().await.map_err(|error| told(&shown, &error))?;
    let code = answer.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| told(&shown, &error))? {
        if bytes.len().saturating_add(chunk.len()) > most {
            return Ok((code, None));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((code, Some(bytes)))
}
