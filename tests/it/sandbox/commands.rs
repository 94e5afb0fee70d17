//! kubectl's commands against any API server with controllers: exit codes and words, the same table for the sandbox and for a real one.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// One command: its arguments, what it reads, its exit code, a word that it says.
type Line = (&'static str, &'static str, i32, &'static str);

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: k, labels: {app: web}}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"shop/web:v1\"}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: cfg, namespace: k}\ndata: {a: \"1\"}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: k}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n";
const WEB2: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cfg, namespace: k}\ndata: {a: \"2\", b: \"3\"}\n";
const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: boats.sea.example.org}\nspec:\n  group: sea.example.org\n  scope: Namespaced\n  names: {plural: boats, singular: boat, kind: Boat, shortNames: [bt]}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    subresources: {status: {}}\n    additionalPrinterColumns: [{name: Masts, type: integer, jsonPath: .spec.masts}]\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            required: [name]\n            properties:\n              name: {type: string, minLength: 2}\n              masts: {type: integer, default: 1, maximum: 5}\n              sails: {type: array, items: {type: object, properties: {color: {type: string, enum: [red, white]}}}}\n          status: {type: object, properties: {afloat: {type: boolean}}}\n";
const BOAT: &str =
    "apiVersion: sea.example.org/v1\nkind: Boat\nmetadata: {name: argo, namespace: k}\nspec: {name: Argo, sails: [{color: white}]}\n";
const BAD_BOAT: &str =
    "apiVersion: sea.example.org/v1\nkind: Boat\nmetadata: {name: bad, namespace: k}\nspec: {masts: 9, sails: [{color: blue}]}\n";
const ODD_BOAT: &str = "apiVersion: sea.example.org/v1\nkind: Boat\nmetadata: {name: odd, namespace: k}\nspec: {name: Odd, anchors: 2}\n";

const LINES: [Line; 81] = [
    ("create namespace k", "", 0, "namespace/k created"),
    ("wait --for=jsonpath={.metadata.name}=default serviceaccount/default -n k --timeout=60s", "", 0, "condition met"),
    ("create namespace k", "", 1, "AlreadyExists"),
    ("apply -f - --dry-run=server", WEB, 0, "created (server dry run)"),
    ("get deploy -n k", "", 0, "No resources found"),
    ("diff -f -", WEB, 1, "+  replicas: 2"),
    ("apply -f -", WEB, 0, "deployment.apps/web created"),
    ("apply -f -", WEB, 0, "deployment.apps/web unchanged"),
    ("diff -f -", WEB, 0, ""),
    ("rollout status deploy/web -n k --timeout=60s", "", 0, "successfully rolled out"),
    ("get deploy,svc,cm -n k --no-headers -o custom-columns=K:.kind,N:.metadata.name", "", 0, "web"),
    ("get deploy web -n k", "", 0, "2/2"),
    ("get deploy web -n k -o wide", "", 0, "shop/web:v1"),
    ("get deploy web -n k -o name", "", 0, "deployment.apps/web"),
    ("get deploy web -n k -o jsonpath={.spec.template.spec.containers[*].image}", "", 0, "shop/web:v1"),
    ("get cm cfg -n k -o yaml", "", 0, "a: \"1\""),
    ("get cm cfg -n k -o json", "", 0, "\"a\": \"1\""),
    ("get pods -n k -l app=web --field-selector status.phase=Running -o jsonpath={.items[*].status.phase}", "", 0, "Running Running"),
    ("get pods -n k --field-selector spec.foo=x", "", 1, "field label not supported: spec.foo"),
    ("get cm -A --field-selector metadata.name=cfg", "", 0, "cfg"),
    ("get cm nope -n k", "", 1, "configmaps \"nope\" not found"),
    ("get nopes -n k", "", 1, "the server doesn't have a resource type \"nopes\""),
    ("diff -f -", WEB2, 1, "+  b: \"3\""),
    ("apply -f -", WEB2, 0, "configmap/cfg configured"),
    ("apply --server-side -f -", WEB2, 0, "configmap/cfg serverside-applied"),
    ("apply --server-side --field-manager=other -f -", WEB2, 0, "serverside-applied"),
    ("get cm cfg -n k -o yaml --show-managed-fields", "", 0, "manager: other"),
    ("patch cm cfg -n k --type merge -p {\"data\":{\"a\":null,\"c\":\"x\"}}", "", 0, "configmap/cfg patched"),
    ("patch cm cfg -n k --type json -p [{\"op\":\"add\",\"path\":\"/data/d\",\"value\":\"y\"}]", "", 0, "patched"),
    ("patch cm cfg -n k --type json -p [{\"op\":\"test\",\"path\":\"/data/d\",\"value\":\"n\"}]", "", 1, "rejected our request"),
    (
        "patch deploy web -n k -p {\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"web\",\"env\":[{\"name\":\"A\",\"value\":\"b\"}]}]}}}}",
        "",
        0,
        "patched",
    ),
    ("patch cm cfg -n k --type merge -p {\"data\":{\"d\":\"y\"}}", "", 0, "(no change)"),
    ("label cm cfg -n k x=y", "", 0, "labeled"),
    ("label cm cfg -n k x=z", "", 1, "--overwrite is false"),
    ("label cm cfg -n k x=z --overwrite", "", 0, "labeled"),
    ("label cm cfg -n k x-", "", 0, "unlabeled"),
    ("annotate cm cfg -n k note=hello", "", 0, "annotated"),
    ("get cm cfg -n k -o jsonpath={.metadata.annotations.note}{.data}", "", 0, "hello"),
    ("edit cm cfg -n k", "", 0, "configmap/cfg edited"),
    ("get cm cfg -n k -o jsonpath={.metadata.annotations.note}", "", 0, "goodbye"),
    ("scale deploy web -n k --replicas=3", "", 0, "scaled"),
    ("scale deploy web -n k --replicas=1 --current-replicas=7", "", 1, "Expected replicas"),
    ("rollout status deploy/web -n k --timeout=60s", "", 0, "successfully rolled out"),
    ("rollout history deploy/web -n k", "", 0, "REVISION"),
    ("rollout undo deploy/web -n k", "", 0, "rolled back"),
    ("rollout status deploy/web -n k --timeout=60s", "", 0, "successfully rolled out"),
    ("set image deploy/web web=shop/web:v3 -n k", "", 0, "image updated"),
    ("rollout status deploy/web -n k --timeout=60s", "", 0, "successfully rolled out"),
    ("logs deploy/web -n k --tail=1", "", 0, "level=error"),
    ("logs deploy/web -n k -c nope", "", 1, "container nope is not valid"),
    ("replace -f -", WEB2, 0, "configmap/cfg replaced"),
    ("create -f -", WEB2, 1, "AlreadyExists"),
    ("create job j -n k --image=shop/j:v1", "", 0, "job.batch/j created"),
    ("wait --for=condition=complete job/j -n k --timeout=60s", "", 0, "condition met"),
    ("get job j -n k", "", 0, "1/1"),
    ("run p1 -n k --image=shop/p:v1 --restart=Never", "", 0, "pod/p1 created"),
    ("wait --for=condition=Ready pod/p1 -n k --timeout=60s", "", 0, "condition met"),
    ("expose deploy web -n k --name=web2 --port=80", "", 0, "service/web2 exposed"),
    ("auth can-i create pods -n k", "", 0, "yes"),
    ("auth can-i create pods -n k --as=nobody", "", 1, "no"),
    ("auth whoami -o jsonpath={.status.userInfo.username}", "", 0, "admin"),
    ("explain deploy.spec.strategy.type --output=plaintext", "", 0, "FIELD: type"),
    ("api-resources --api-group=apps -o name", "", 0, "deployments.apps"),
    ("apply -f -", CRD, 0, "boats.sea.example.org created"),
    ("wait --for=condition=established crd/boats.sea.example.org --timeout=60s", "", 0, "condition met"),
    ("apply -f -", BOAT, 0, "boat.sea.example.org/argo created"),
    ("apply -f -", BAD_BOAT, 1, "Unsupported value: \"blue\""),
    ("apply -f -", ODD_BOAT, 1, "unknown field \"spec.anchors\""),
    ("apply --validate=false -f -", ODD_BOAT, 0, "boat.sea.example.org/odd created"),
    ("get bt -n k", "", 0, "MASTS"),
    ("get boat argo -n k -o jsonpath={.spec}", "", 0, "\"masts\":1"),
    ("get boat odd -n k -o jsonpath={.spec}", "", 0, "\"name\":\"Odd\""),
    ("patch boat argo -n k --type merge -p {\"spec\":{\"masts\":3}}", "", 0, "patched"),
    ("patch boat argo -n k --subresource=status --type merge -p {\"status\":{\"afloat\":true}}", "", 0, "patched"),
    ("get boat argo -n k -o jsonpath={.metadata.generation}{.status}", "", 0, "2{\"afloat\":true}"),
    ("delete boat argo odd -n k", "", 0, "deleted"),
    ("delete pod p1 -n k --now", "", 0, "deleted"),
    ("delete deploy web -n k --cascade=orphan", "", 0, "deleted"),
    ("delete rs -l app=web -n k --cascade=foreground", "", 0, "deleted"),
    ("delete cm nope -n k --ignore-not-found", "", 0, ""),
    ("delete crd boats.sea.example.org", "", 0, "deleted"),
];

/// Runs them all.
pub(super) fn run(kubectl: &OsStr, kubeconfig: &Path, server: &str) {
    let home = tempfile::tempdir().expect("a home");
    for (line, input, code, word) in LINES {
        let (ended, said) = one(kubectl, kubeconfig, home.path(), line, input);
        assert!(ended == code && said.contains(word), "{server}: kubectl {line} ended with {ended}, wanted {code} and `{word}`:\n{said}");
    }
    let (ended, said) = one(kubectl, kubeconfig, home.path(), "delete ns k --timeout=100s", "");
    assert!(ended == 0, "{server}: {said}");
}

fn one(kubectl: &OsStr, kubeconfig: &Path, home: &Path, line: &str, input: &str) -> (i32, String) {
    let mut child = Command::new(kubectl)
        .args(line.split(' '))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("KUBECONFIG", kubeconfig)
        .env("EDITOR", "sed -i s/hello/goodbye/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("kubectl runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("kubectl reads");
    let output = child.wait_with_output().expect("kubectl ends");
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        // The client's own remarks on versions are no answer of the server.
        text.lines()
            .filter(|line| !line.starts_with("Warning:") && !line.contains("version difference"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    (output.status.code().unwrap_or(-1), text(&output.stdout) + &text(&output.stderr))
}
