//! Keys and values of a generator: from lines of env files, literals and whole files, in that order. Source: kustomize
//! `api/kv`, `api/internal/generators/utils.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::budget::MAX_BYTES;
use crate::engine::render::kustomize::load::{self, Folder};
use crate::engine::render::kustomize::run::{Run, Stop, bad, too_much};
use crate::engine::render::kustomize::settings::Generator;
use crate::engine::step::Asking;
use crate::model::problem::{Place, Problem};

/// Values by key, as bytes: only ConfigMaps care whether they are text.
pub(in crate::engine::render::kustomize) type Pairs = BTreeMap<Arc<str>, Arc<[u8]>>;

/// The data of a generator.
pub(in crate::engine::render::kustomize) fn pairs(asking: &mut Asking<'_>, folder: &Folder, generator: &Generator) -> Run<Pairs> {
    let place = &generator.place;
    let mut all: Vec<(Arc<str>, Arc<[u8]>)> = Vec::new();
    let mut pending = false;
    for entry in &generator.envs {
        match load::file(asking, folder, entry, place) {
            Ok((path, file)) => all.extend(env_lines(&file.bytes, &path)?),
            Err(Stop::Pending) => pending = true,
            Err(Stop::Failed(problem)) => return Err(problem_of(*problem, generator).into()),
        }
    }
    for source in &generator.literals {
        let (key, value) = literal(source).map_err(|cause| bad(place, cause).hint("write it as key=value"))?;
        all.push((key.into(), value.as_bytes().into()));
    }
    for source in &generator.files {
        let (key, entry) = file_source(source).map_err(|cause| bad(place, cause).hint("write it as path or key=path"))?;
        match load::file(asking, folder, entry, place) {
            Ok((_, file)) => all.push((key.into(), file.bytes.clone())),
            Err(Stop::Pending) => pending = true,
            Err(Stop::Failed(problem)) => return Err(problem_of(*problem, generator).into()),
        }
    }
    if pending {
        return Err(Stop::Pending);
    }
    let mut pairs = Pairs::new();
    let mut n_bytes: usize = 0;
    for (key, value) in all {
        n_bytes = n_bytes.saturating_add(value.len());
        if n_bytes > MAX_BYTES {
            return Err(too_much(place, format!("the data of generator {} have more than {MAX_BYTES} bytes", generator.name)).into());
        }
        if pairs.insert(key.clone(), value).is_some() {
            let cause = format!("configmap {} illegally repeats the key `{key}`", generator.name);
            return Err(bad(place, cause).hint("each key may come from one source only").into());
        }
    }
    Ok(pairs)
}

/// Which file, and which line of an env file, each key of a generator comes from; literals stand in the generator itself.
pub(in crate::engine::render::kustomize) fn sources(
    asking: &mut Asking<'_>,
    folder: &Folder,
    generator: &Generator,
) -> Vec<(Arc<str>, Place)> {
    let mut all = Vec::new();
    for entry in &generator.envs {
        let Ok((path, file)) = load::file(asking, folder, entry, &generator.place) else { continue };
        for (number, line) in (1..).zip(String::from_utf8_lossy(&file.bytes).lines()) {
            let line = line.trim_start().trim_start_matches('\u{feff}');
            let key = line.split_once('=').map_or(line, |(key, _)| key);
            if !key.is_empty() && !line.starts_with('#') {
                all.push((key.into(), Place::file(path.clone()).at_line(number)));
            }
        }
    }
    for source in &generator.files {
        let Ok((key, entry)) = file_source(source) else { continue };
        if let Ok((path, _)) = load::file(asking, folder, entry, &generator.place) {
            all.push((key.into(), Place::file(path)));
        }
    }
    all
}

fn problem_of(problem: Problem, generator: &Generator) -> Problem {
    Problem { cause: format!("generator {}: {}", generator.name, problem.cause).into(), ..problem }
}

/// `key=value` lines; `#` comments and empty lines count for nothing, a key without `=` is empty.
fn env_lines(bytes: &[u8], path: &str) -> Result<Vec<(Arc<str>, Arc<[u8]>)>, Problem> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut out = Vec::new();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Ok(line) = std::str::from_utf8(line) else {
            let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
            return Err(
                bad(&Place::file(path).at_line(number), "the line is no UTF-8").hint("env files are text; use `files` for binary data")
            );
        };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if !key.is_empty() {
            out.push((key.into(), value.as_bytes().into()));
        }
    }
    Ok(out)
}

fn literal(source: &str) -> Result<(&str, &str), String> {
    let invalid = || format!("invalid literal source {source:?}, expected key=value");
    let (key, value) = source.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(invalid)?;
    let unquoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    Ok((key, unquoted.unwrap_or(value)))
}

fn file_source(source: &str) -> Result<(&str, &str), String> {
    match (source.matches('=').count(), source.split_once('=')) {
        (0, _) | (_, None) => Ok((base_name(source), source)),
        (1, Some(("", path))) => Err(format!("missing key name for file path {path:?} in source {source:?}")),
        (1, Some((key, ""))) => Err(format!("missing file path for key name {key:?} in source {source:?}")),
        (1, Some((key, path))) => Ok((key, path)),
        _ => Err(format!("source {source:?} key name or file path contains '='")),
    }
}

fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{env_lines, file_source, literal};

    #[test]
    fn literals_lose_the_quotes_around_them() {
        assert_eq!(literal("a=b=c"), Ok(("a", "b=c")));
        assert_eq!(literal("a=\"b c\""), Ok(("a", "b c")));
        assert_eq!(literal("a='b\""), Ok(("a", "'b\"")));
        assert_eq!(literal("a=\""), Ok(("a", "\"")));
        assert!(literal("=b").is_err() && literal("a").is_err());
    }

    #[test]
    fn files_are_named_by_their_key_or_their_own_name() {
        assert_eq!(file_source("conf/app.ini"), Ok(("app.ini", "conf/app.ini")));
        assert_eq!(file_source("x=conf/app.ini"), Ok(("x", "conf/app.ini")));
        assert!(file_source("=a").is_err() && file_source("a=").is_err() && file_source("a=b=c").is_err());
    }

    #[test]
    fn env_files_have_comments_and_empty_values() {
        let pairs = env_lines(b"\xEF\xBB\xBF# c\nA=1\r\n  B=x=y\n\nC\n", "env").expect("text");
        let pairs: Vec<(&str, &[u8])> = pairs.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(pairs, [("A", b"1".as_slice()), ("B", b"x=y"), ("C", b"")]);
        assert!(env_lines(b"A=\xff", "env").is_err());
    }
}
