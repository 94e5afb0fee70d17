//! A repository's index: which version is meant, and where it is.

use tiphys::engine::render::helm::chart_index::{find, resolved_url, versions};

const INDEX: &str = "apiVersion: v1
entries:
  argo-cd:
  - apiVersion: v2
    appVersion: v3.0.0
    created: \"2024-01-02T03:04:05Z\"
    description: |
      text that looks like more

        redis:
      - version: 9.9.9
    digest: abc
    name: argo-cd
    urls:
    - https://example.com/argo-cd-8.0.1.tgz
    version: 8.0.1
  - {name: argo-cd, version: 8.1.0-rc.1, urls: [argo-cd-8.1.0-rc.1.tgz]}
  - {name: argo-cd, version: 7.9.0, urls: [argo-cd-7.9.0.tgz]}
  - {name: argo-cd, version: not one, urls: [x.tgz]}
  - {name: argo-cd, version: 7.10.0, type: wrong}
  redis:
  - {name: redis, version: 1.0.0, urls: [redis-1.0.0.tgz]}
generated: \"2024-01-02T03:04:05Z\"
";

fn version(text: &str, chart: &str, wanted: &str) -> String {
    find(text.as_bytes(), chart, wanted).map_or_else(|problem| problem.cause.to_string(), |entry| entry.version.to_string())
}

#[test]
fn the_version_that_is_meant_is_found() {
    let cases = [
        ("argo-cd", "", "8.0.1"),
        ("argo-cd", "*", "8.0.1"),
        ("argo-cd", "7.x", "7.9.0"),
        ("argo-cd", ">0.0.0-0", "8.1.0-rc.1"),
        ("argo-cd", "8.1.0-rc.1", "8.1.0-rc.1"),
        ("argo-cd", "9.x", "no chart version found for argo-cd-9.x"),
        ("argo-cd", "main", "\"main\" is no version constraint"),
        ("redis", "~1.0", "1.0.0"),
        ("nginx", "", "no chart name found: the index has no chart \"nginx\""),
    ];
    for (chart, wanted, found) in cases {
        assert_eq!(version(INDEX, chart, wanted), found, "{chart} {wanted}");
    }
    let all: Vec<String> = versions(INDEX.as_bytes(), "argo-cd").expect("a chart").iter().map(|entry| entry.version.to_string()).collect();
    assert_eq!(all, ["8.1.0-rc.1", "8.0.1", "7.9.0"]);
    let entry = find(INDEX.as_bytes(), "argo-cd", "8.0.1").expect("it is there");
    assert_eq!((&*entry.digest, &*entry.app_version, &*entry.created), ("abc", "v3.0.0", "2024-01-02T03:04:05Z"));
}

#[test]
fn an_index_in_json_and_one_in_braces_are_read_too() {
    let json = r#"{"apiVersion":"v1","entries":{"x":[{"name":"x","version":"1.0.0"}],"redis":[{"name":"redis","version":"2.0.0","description":"\"}"}]}}"#;
    assert_eq!(version(json, "redis", ""), "2.0.0");
    assert_eq!(version(&json.replace(':', ": ").replace("\"entries\"", "entries"), "redis", ""), "2.0.0");
    let anchored = "entries:\n  a:\n  - &one {name: a, version: 1.0.0}\n  a2:\n  - *one\n";
    assert_eq!(version(anchored, "a2", ""), "1.0.0");
}

#[test]
fn urls_are_relative_to_the_repository() {
    let cases = [
        ("https://example.com/charts", "https://cdn.example.com/x.tgz", "https://cdn.example.com/x.tgz"),
        ("https://example.com/charts", "x-1.0.0.tgz", "https://example.com/charts/x-1.0.0.tgz"),
        ("https://example.com/charts/", "../x.tgz", "https://example.com/x.tgz"),
        ("https://example.com/charts?token=a", "/y/x.tgz", "https://example.com/y/x.tgz?token=a"),
        ("https://example.com", "charts/x.tgz", "https://example.com/charts/x.tgz"),
        ("https://example.com/charts", "oci://example.com/x:1", "oci://example.com/x:1"),
    ];
    for (repository, reference, url) in cases {
        assert_eq!(resolved_url(repository, reference), url, "{repository} {reference}");
    }
}
