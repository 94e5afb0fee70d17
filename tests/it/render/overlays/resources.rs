//! Objects of many kinds, some in odd YAML. They know no kustomization.

use super::Named;
use super::pick::Pick;
use super::scalars;

type Make = fn(&mut Pick, &str) -> String;

const KINDS: [(&str, &str, Make); 24] = [
    ("Deployment", "apps/v1", workload),
    ("Deployment", "apps/v1", workload),
    ("StatefulSet", "apps/v1", stateful),
    ("DaemonSet", "apps/v1", workload),
    ("Job", "batch/v1", job),
    ("CronJob", "batch/v1", cron_job),
    ("Service", "v1", service),
    ("Ingress", "networking.k8s.io/v1", ingress),
    ("ConfigMap", "v1", config_map),
    ("ConfigMap", "v1", config_map),
    ("Secret", "v1", secret),
    ("ServiceAccount", "v1", |_, _| String::new()),
    ("Role", "rbac.authorization.k8s.io/v1", role),
    ("ClusterRole", "rbac.authorization.k8s.io/v1", role),
    ("RoleBinding", "rbac.authorization.k8s.io/v1", binding),
    ("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", binding),
    ("Namespace", "v1", |_, _| String::new()),
    ("PersistentVolumeClaim", "v1", |_, _| "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n".to_owned()),
    ("HorizontalPodAutoscaler", "autoscaling/v2", scaler),
    ("PodDisruptionBudget", "policy/v1", |_, name| {
        format!("spec:\n  maxUnavailable: 50%\n  selector:\n    matchLabels:\n      app: {name}\n")
    }),
    ("NetworkPolicy", "networking.k8s.io/v1", |_, _| {
        "spec:\n  podSelector: {}\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels: {app: x}\n".to_owned()
    }),
    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1", webhook),
    ("Widget", "example.com/v1alpha1", widget),
    ("Pod", "v1", |pick, name| format!("spec:\n{}", pod(pick, name, 2))),
];

/// An object's names and its text. `hint` makes the name one of its own.
pub(super) fn object(pick: &mut Pick, hint: &str) -> (Named, String) {
    let at = pick.below(KINDS.len());
    let (kind, api, make) = KINDS[at];
    let name = format!("{}-{hint}", pick.of(&["app", "web", "db", "x"]));
    let namespace = pick.chance(20).then(|| pick.of(&["one", "two", "default"]));
    let body = make(pick, &name);
    let text = if pick.chance(4) { json(kind, api, &name, &body) } else { yaml(pick, (kind, api, &name), namespace, &body) };
    (Named { kind, api, name, namespace }, text)
}

fn yaml(pick: &mut Pick, (kind, api, name): (&str, &str, &str), namespace: Option<&str>, body: &str) -> String {
    let mut text = String::new();
    if pick.chance(10) {
        text.push_str(pick.of(&["# head\n", "\n\n", "# head\n\n# more\n", "---\n"]));
    }
    let mut metadata = String::from("metadata:\n");
    let quoted = pick.of(&["", "", "\"", "'"]);
    metadata.push_str(&format!("  name: {quoted}{name}{quoted}{}\n", pick.of(&["", "", " # name"])));
    if let Some(namespace) = namespace {
        metadata.push_str(&format!("  namespace: {namespace}\n"));
    }
    if pick.chance(40) {
        metadata.push_str("  labels:\n    app: ");
        metadata.push_str(name);
        metadata.push('\n');
        if pick.chance(20) {
            metadata.push_str(&format!("    odd: {}", scalars::value(pick, 4)));
        }
    }
    if pick.chance(4) {
        metadata.push_str(pick.of(&["  annotations: {}\n", "  annotations:\n"]));
    } else if pick.chance(30) {
        metadata.push_str("  annotations:\n");
        for number in 0..=pick.below(2) {
            let key = pick.of(&["note", "example.com/note", "\"quoted/note\""]).to_owned();
            let key = key.replace("note", &format!("note{number}"));
            metadata.push_str(&format!("    {key}: {}", scalars::value(pick, 4)));
        }
    }
    if pick.chance(4) {
        metadata.push_str(pick.of(&["  creationTimestamp: null\n", "  finalizers: []\n"]));
    }
    let head = format!("apiVersion: {api}\nkind: {kind}\n");
    if pick.chance(30) {
        text.push_str(&format!("{metadata}{body}{head}"))
    } else {
        text.push_str(&format!("{head}{metadata}{body}"))
    }
    if pick.chance(3) {
        text.push_str("status: {}\n");
    }
    if pick.chance(4) {
        let items: String = text.lines().map(|line| format!("  {line}\n")).collect();
        // A marker cannot stand inside a list's item.
        if !text.contains("---") && !text.starts_with(['#', '\n']) {
            return format!("apiVersion: v1\nkind: List\nitems:\n-{}", items.strip_prefix(' ').unwrap_or(&items));
        }
    }
    text
}

fn json(kind: &str, api: &str, name: &str, _body: &str) -> String {
    format!(
        "{{\"apiVersion\": \"{api}\", \"kind\": \"{kind}\",\n \"metadata\": {{\"name\": \"{name}\", \"labels\": {{\"app\": \"{name}\"}}}}}}\n"
    )
}

/// A pod's specification at this indentation.
fn pod(pick: &mut Pick, name: &str, indent: usize) -> String {
    let mut lines = Vec::new();
    if pick.chance(30) {
        lines.push(format!("serviceAccountName: {}", pick.of(&["default", "x-b0", "app-b1"])));
    }
    if pick.chance(15) {
        lines.push("imagePullSecrets: [{name: pull}]".to_owned());
    }
    for (field, percent) in [("containers", 100), ("initContainers", 20)] {
        if !pick.chance(percent) {
            continue;
        }
        lines.push(format!("{field}:"));
        let dent = pick.of(&["", "  "]);
        for number in 0..=pick.below(2) {
            let image = pick.of(&["nginx", "nginx:1.7.9", "\"reg.example:5000/a/b:1\"", "busybox@sha256:abcd", "gcr.io/x/nginx:v1"]);
            lines.push(format!("{dent}- name: c{number}"));
            lines.push(format!("{dent}  image: {image}"));
            if pick.chance(40) {
                lines.push(format!("{dent}  env:"));
                lines.push(format!("{dent}  - name: NAME"));
                lines.push(format!("{dent}    value: {}", scalars::text(pick)));
                if pick.chance(50) {
                    let (kind, object) = (pick.of(&["configMapKeyRef", "secretKeyRef"]), pick.of(&["gen", "app-b0", "other"]));
                    lines.push(format!("{dent}  - name: REF"));
                    lines.push(format!("{dent}    valueFrom: {{{kind}: {{name: {object}, key: a}}}}"));
                }
            }
            if pick.chance(25) {
                lines.push(format!("{dent}  envFrom: [{{configMapRef: {{name: gen}}}}, {{secretRef: {{name: sec}}}}]"));
            }
            if pick.chance(30) {
                lines.push(format!("{dent}  ports: &p{name}{number}{indent}"));
                lines.push(format!("{dent}  - containerPort: {}", pick.of(&["80", "8080"])));
                lines.push(format!("{dent}    name: http"));
            }
            if pick.chance(25) {
                lines.push(format!("{dent}  args: [\"--a={name}\", '$(NAME)', -v]"));
            }
            if pick.chance(15) {
                lines.push(format!("{dent}  resources: {{limits: {{cpu: 1, memory: 1Gi}}}}"));
            }
        }
    }
    if pick.chance(30) {
        lines.push("volumes:".to_owned());
        lines.push(format!("- {{name: v0, configMap: {{name: {}}}}}", pick.of(&["gen", "app-b0"])));
        lines.push("- name: v1".to_owned());
        lines.push(format!("  {}", pick.of(&["emptyDir: {}", "secret: {secretName: sec}", "persistentVolumeClaim: {claimName: x-b0}"])));
    }
    lines.iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
}

fn template(pick: &mut Pick, name: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let labels = if pick.chance(85) { format!("{pad}  metadata:\n{pad}    labels:\n{pad}      app: {name}\n") } else { String::new() };
    format!("{pad}template:\n{labels}{pad}  spec:\n{}", pod(pick, name, indent + 4))
}

fn workload(pick: &mut Pick, name: &str) -> String {
    let replicas = pick.of(&["", "  replicas: 1\n", "  replicas: \"2\"\n", "  replicas: 0x3\n"]);
    format!("spec:\n{replicas}  selector:\n    matchLabels:\n      app: {name}\n{}", template(pick, name, 2))
}

fn stateful(pick: &mut Pick, name: &str) -> String {
    let claims = "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {accessModes: [ReadWriteOnce]}\n";
    format!(
        "{}  serviceName: {}\n{}",
        workload(pick, name),
        pick.of(&["app-b0", "web-b1", "none"]),
        if pick.chance(50) { claims } else { "" }
    )
}

fn job(pick: &mut Pick, name: &str) -> String {
    format!("spec:\n{}", template(pick, name, 2))
}

fn cron_job(pick: &mut Pick, name: &str) -> String {
    format!("spec:\n  schedule: \"*/5 * * * *\"\n  jobTemplate:\n    spec:\n{}", template(pick, name, 6))
}

fn service(pick: &mut Pick, name: &str) -> String {
    let selector = pick.of(&["", "  selector: {}\n", "  selector: {app: x}\n"]);
    let ports = format!("  ports:\n    - port: {}\n      targetPort: http\n", pick.of(&["80", "443", "'81'"]));
    format!("spec:\n{selector}{ports}  externalName: {name}.example\n")
}

fn ingress(pick: &mut Pick, _name: &str) -> String {
    let service = pick.of(&["app-b0", "web-b1", "x-o0"]);
    format!(
        "spec:\n  tls: [{{hosts: [a.example], secretName: sec}}]\n  rules:\n  - host: a.example\n    http: &rules\n      paths:\n      - path: /\n        pathType: Prefix\n        backend: {{service: {{name: {service}, port: {{number: 80}}}}}}\n  - host: b.example\n    http: {}\n",
        if pick.chance(50) { "*rules" } else { "{}" }
    )
}

fn config_map(pick: &mut Pick, _name: &str) -> String {
    let mut text = String::from("data:\n");
    for number in 0..=pick.below(5) {
        text.push_str(&format!("  key{number}: {}", scalars::value(pick, 2)));
        // Behind a text that keeps its line feeds a comment changes their number.
        if pick.chance(8) && !text.ends_with("\n\n") {
            text.push_str("  # between\n");
        }
    }
    if pick.chance(4) {
        text.push_str(pick.of(&["  key0: again\n", "  8080: number\n", "  true: bool\n", "  \"8080\": text\n", "  ? long\n  : value\n"]));
    }
    if pick.chance(15) {
        text.push_str("  config.yaml: |\n    # top\n    a:\n        b: old # why\n        list:\n          - one\n    url: \"http://h:1/p\"\n  config.json: '{\"a\": {\"b\": \"old\"}, \"n\": 1}'\n");
    }
    text
}

fn secret(pick: &mut Pick, _name: &str) -> String {
    let data =
        pick.of(&["data:\n  a: YWJj\n", "stringData: {a: b, c: \"d e\"}\n", "data:\n  big: |\n    YWJj\n    ZGVm\n", "data: {}\n", ""]);
    format!("{data}{}", pick.of(&["", "type: Opaque\n"]))
}

fn role(pick: &mut Pick, _name: &str) -> String {
    let names = if pick.chance(40) { "  resourceNames: [x-b0, 'app-b0']\n" } else { "" };
    format!("rules:\n- apiGroups: ['', \"apps\"]\n  resources: [configmaps]\n{names}  verbs: ['*']\n")
}

fn binding(pick: &mut Pick, _name: &str) -> String {
    let account = pick.of(&["default", "x-b0", "app-b1"]);
    let namespace = pick.of(&["", "\n  namespace: one", "\n  namespace: default"]);
    let role = pick.of(&["Role", "ClusterRole"]);
    format!(
        "subjects:\n- kind: ServiceAccount\n  name: {account}{namespace}\n- {{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}}\nroleRef:\n  kind: {role}\n  name: {}\n  apiGroup: rbac.authorization.k8s.io\n",
        pick.of(&["x-b0", "app-b1"])
    )
}

fn scaler(pick: &mut Pick, _name: &str) -> String {
    let target = pick.of(&["app-b0", "web-b1", "x-o0"]);
    format!("spec:\n  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}\n  maxReplicas: 10\n  metrics: []\n")
}

fn webhook(pick: &mut Pick, _name: &str) -> String {
    let namespace = pick.of(&["", "      namespace: one\n"]);
    format!(
        "webhooks:\n- name: a.example.com\n  clientConfig:\n    service:\n      name: {}\n{namespace}  sideEffects: None\n",
        pick.of(&["app-b0", "x-b1"])
    )
}

fn widget(pick: &mut Pick, name: &str) -> String {
    let list = pick.of(&[
        "  list: [3, 1, 2]\n",
        "  list:\n  - {name: a, v: 1}\n  - {name: b}\n",
        "  list: []\n",
        "  list:\n  - - nested\n    - [deep]\n  - x\n",
    ]);
    let mut text = format!("spec:\n{list}  image: nginx:1\n  replicas: 2\n  selector: {{app: {name}}}\n");
    if pick.chance(30) {
        text.push_str(&format!("  odd: {}", scalars::value(pick, 2)));
    }
    if pick.chance(10) {
        text.push_str(pick.of(&[
            "  base: &b {x: 1}\n  more:\n    <<: *b\n    y: 2\n",
            "  empty:\n  none: ~\n",
            "  folded: >\n    a\n    b\n",
            "  big: 12345678901234567890\n",
        ]));
    }
    text
}
