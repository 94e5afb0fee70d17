//! A script of requests, asked of any API server by the real client; what came back as a text.

use http::{Method, Request};
use serde_json::Value;

use super::normal;
use super::steps::{STEPS, Step};

/// Asks every step in order.
pub(super) async fn transcript(client: &kube::Client) -> String {
    let mut out = String::new();
    for step in &STEPS {
        out.push_str(&format!("\n>>> {} {}{}\n", step.method, step.path, kind(step)));
        out.push_str(&ask(client, step).await);
    }
    out
}

/// How a patch is meant, where that is not said by the path.
fn kind(step: &Step) -> String {
    let content = step.content.trim_start_matches("application/");
    if step.method == "PATCH" { format!(" ({content})") } else { String::new() }
}

async fn ask(client: &kube::Client, step: &Step) -> String {
    let method: Method = step.method.parse().expect("a method");
    let request = Request::builder().method(method).uri(step.path).header("content-type", step.content).header("accept", step.accept);
    let request = request.body(kube::client::Body::from(step.body.as_bytes().to_vec())).expect("a request");
    let response = client.send(request).await.expect("an answer");
    let code = response.status().as_u16();
    let bytes = response.into_body().collect_bytes().await.expect("a body");
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut value) => {
            normal::json(&mut value);
            serde_json::to_string_pretty(&value).expect("JSON")
        }
        // A watch is many objects.
        Err(_) => String::from_utf8_lossy(&bytes)
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).map_or_else(
                    |_| normal::text(line),
                    |mut value| {
                        normal::json(&mut value);
                        value.to_string()
                    },
                )
            })
            .collect::<Vec<_>>()
            .join("\n"),
    };
    format!("{code}\n{body}\n")
}
