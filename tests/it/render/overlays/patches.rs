//! Patches of every form over known objects. They know no merge.

use super::Named;
use super::pick::Pick;
use super::scalars;

type Files = Vec<(String, String)>;

/// The fields that hold patches.
pub(super) fn text(pick: &mut Pick, files: &mut Files, folder: &str, known: &[Named]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut patches = String::new();
    let mut legacy = String::new();
    for number in 0..=pick.below(2) {
        let Some(of) = pick.item(known).cloned() else { return parts };
        match pick.below(10) {
            0 | 1 => patches.push_str(&format!("- patch: |-\n{}", indented(&strategic(pick, &of), 4))),
            2 => {
                let mut text = strategic(pick, &of);
                if pick.chance(25) && known.len() > 1 {
                    text.push_str("---\n");
                    text.push_str(&strategic(pick, &known[0]));
                }
                patches
                    .push_str(&format!("- path: patch{number}.yaml\n{}", if pick.chance(20) { target(pick, &of) } else { String::new() }));
                files.push((format!("{folder}/patch{number}.yaml"), text));
            }
            3 => {
                legacy.push_str(&format!("- legacy{number}.yaml\n"));
                files.push((format!("{folder}/legacy{number}.yaml"), strategic(pick, &of)));
            }
            4 => legacy.push_str(&format!("- |-\n{}", indented(&strategic(pick, &of), 2))),
            5 => patches.push_str(&format!("- patch: |-\n{}{}", indented(&strategic(pick, &of), 4), target(pick, &of))),
            6 => {
                files.push((format!("{folder}/ops{number}.{}", pick.of(&["yaml", "json"])), operations(pick, &of)));
                let name = files.last().map(|(name, _)| name.rsplit('/').next().unwrap_or_default().to_owned()).unwrap_or_default();
                patches.push_str(&format!("- path: {name}\n{}", target(pick, &of)));
            }
            7 if pick.chance(40) => {
                let api = of.api.rsplit_once('/').map_or(("", of.api), |(group, version)| (group, version));
                let own = format!("    group: \"{}\"\n    version: {}\n    kind: {}\n    name: {}\n", api.0, api.1, of.kind, of.name);
                parts.push(format!("patchesJson6902:\n- target:\n{own}  patch: |-\n{}", indented(&operations(pick, &of), 4)));
            }
            _ => patches.push_str(&format!("- patch: |-\n{}{}", indented(&operations(pick, &of), 4), target(pick, &of))),
        }
    }
    if !patches.is_empty() {
        parts.push(format!("patches:\n{patches}"));
    }
    if !legacy.is_empty() {
        parts.push(format!("patchesStrategicMerge:\n{legacy}"));
    }
    parts.dedup_by_key(|part| part.lines().next().unwrap_or_default().to_owned());
    parts
}

fn target(pick: &mut Pick, of: &Named) -> String {
    let namespace = of.namespace.map(|namespace| format!("    namespace: {namespace}\n")).unwrap_or_default();
    let api = of.api.rsplit_once('/');
    let by = match pick.below(9) {
        0 => format!("    kind: {}\n", of.kind),
        1 => format!("    kind: {}\n    name: {}\n{namespace}", of.kind, of.name),
        2 => format!("    name: {}.*\n", &of.name[..1]),
        3 => format!("    labelSelector: app={}\n", of.name),
        4 => "    annotationSelector: note0\n".to_owned(),
        5 => format!(
            "    version: {}\n    group: {}\n    kind: {}\n",
            api.map_or(of.api, |(_, version)| version),
            api.map_or("\"\"", |(group, _)| group),
            of.kind
        ),
        6 => "    kind: ConfigMap|Secret\n    labelSelector: app in (a, b), !c\n".to_owned(),
        7 => "    namespace: one\n".to_owned(),
        _ => format!("    name: {}\n", of.name),
    };
    let options = if pick.chance(15) { "  options:\n    allowNameChange: true\n    allowKindChange: true\n" } else { "" };
    format!("  target:\n{by}{options}")
}

fn strategic(pick: &mut Pick, of: &Named) -> String {
    let namespace = of.namespace.map(|namespace| format!("  namespace: {namespace}\n")).unwrap_or_default();
    let name = if pick.chance(2) { "nowhere" } else { &of.name };
    let mut text = format!("apiVersion: {}\nkind: {}\nmetadata:\n  name: {name}\n{namespace}", of.api, of.kind);
    if pick.chance(30) {
        text.push_str(&format!("  labels: {{patched: {}}}\n", pick.of(&["a", "\"1\"", "'true'", "null"])));
    }
    if pick.chance(20) {
        text.push_str(&format!("  annotations:\n    note0: {}", scalars::value(pick, 4)));
    }
    if pick.chance(4) {
        text.push_str("$patch: delete\n");
        return text;
    }
    text.push_str(&body(pick, of));
    text
}

fn body(pick: &mut Pick, of: &Named) -> String {
    match of.kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => pick
            .of(&[
                "spec:\n  template:\n    spec:\n      containers:\n      - name: c0\n        image: patched:1\n        env:\n        - {name: NAME, value: new}\n        - name: MORE\n          value: \"1\"\n",
                "spec:\n  template:\n    spec:\n      containers:\n      - name: side\n        image: side # car\n      - $patch: delete\n        name: c1\n",
                "spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: only:1\n",
                "spec:\n  template:\n    spec:\n      volumes:\n      - name: v0\n        emptyDir: {}\n        configMap: null\n      - name: v9\n        configMap: {name: gen}\n",
                "spec:\n  template:\n    spec:\n      containers:\n      - name: c0\n        ports:\n        - containerPort: 80\n          protocol: UDP\n        - containerPort: 9090\n          name: metrics\n",
                "spec:\n  replicas: 5\n  template:\n    metadata:\n      labels:\n        app: null\n        extra: x\n    spec:\n      $patch: merge\n      nodeSelector: {disk: ssd}\n",
                "spec:\n  template:\n    spec:\n      $patch: replace\n      containers: []\n",
                "spec:\n  template: null\n",
                "spec:\n  template:\n    spec:\n      containers:\n      - name: c0\n        args: [new]\n        resources:\n          limits: {cpu: null, memory: 2Gi}\n      tolerations:\n      - {key: a, operator: Exists}\n",
                "spec:\n  template:\n    spec:\n      $setElementOrder/containers:\n      - name: c1\n      - name: c0\n      $deleteFromPrimitiveList/finalizers: [a]\n",
            ])
            .to_owned(),
        "ConfigMap" => format!(
            "data:\n  key0: {}{}",
            scalars::value(pick, 2),
            pick.of(&["", "  key1: null\n", "  key1: ~\n", "  added: x\n  \"8080\": y\n", "  $patch: replace\n", "  8080: z\n", "  key2: \"\"\n", "  key1:\n"])
        ),
        "Service" => pick
            .of(&[
                "spec:\n  ports:\n  - port: 80\n    targetPort: 8080\n  - port: 9090\n    name: metrics\n",
                "spec:\n  selector: null\n  type: LoadBalancer\n",
                "spec:\n  ports:\n  - port: 80\n    $patch: delete\n",
                "spec:\n  ports: []\n  externalName:\n",
            ])
            .to_owned(),
        "Widget" => format!(
            "spec:\n{}",
            pick.of(&["  list:\n  - {name: b, v: 2}\n  - {name: c}\n", "  list: [9]\n", "  list: null\n", "  image: null\n  more: {a: {b: null, c: 1}}\n", "  $patch: replace\n  only: 1\n", "  list:\n  - $patch: replace\n  - x\n"])
        ),
        "Secret" => pick.of(&["stringData: {a: new}\n", "data: null\n", "type: other\n", "$patch: replace\ndata: {z: eno=}\n"]).to_owned(),
        "Role" | "ClusterRole" => "rules:\n- apiGroups: [x]\n  resources: [y]\n  verbs: [z]\n".to_owned(),
        "RoleBinding" | "ClusterRoleBinding" => "subjects:\n- {kind: ServiceAccount, name: new, namespace: one}\n".to_owned(),
        _ => pick.of(&["spec: {extra: 1}\n", "spec: null\n", "", "extra:\n- 1\n- a: b\n", "spec: {more: null}\n"]).to_owned(),
    }
}

fn operations(pick: &mut Pick, of: &Named) -> String {
    let mut text = String::new();
    for _ in 0..=pick.below(2) {
        let path = match of.kind {
            "Deployment" | "StatefulSet" | "DaemonSet" if pick.chance(70) => pick.of(&[
                "/spec/template/spec/containers/0/image",
                "/spec/template/spec/containers/-",
                "/spec/template/spec/containers/0",
                "/spec/replicas",
                "/spec/template/spec/containers/0/name",
                "/spec/template/metadata/labels/a~1b",
            ]),
            "ConfigMap" if pick.chance(70) => pick.of(&["/data/key0", "/data/new", "/data/a~1b~0c", "/data"]),
            _ if pick.chance(60) => pick.of(&["/extra", "/spec", "/extra"]),
            _ => pick.of(&["/metadata/labels/x", "/metadata/annotations/note0", "/metadata/labels/app"]),
        };
        let value = pick.of(&[
            "new",
            "\"5\"",
            "5",
            "true",
            "{a: 1, b: [x]}",
            "[1, two]",
            "null",
            "1.50",
            "\"\"",
            "0x10",
            "yes",
            "1e3",
            "'it''s'",
            "{name: n, image: i}",
        ]);
        text.push_str(&match pick.below(8) {
            _ if pick.chance(5) => "- op: replace\n  path: /metadata/name\n  value: renamed\n".to_owned(),
            _ if pick.chance(8) => "- op: add\n  path: /metadata/labels\n  value: {all: new}\n".to_owned(),
            _ if pick.chance(5) => "- op: add\n  path: /metadata/annotations\n  value: {}\n".to_owned(),
            0 if pick.chance(30) => format!("- op: remove\n  path: {path}\n"),
            1 => format!("- {{op: replace, path: {path}, value: {value}}}\n"),
            2 if pick.chance(10) => format!("- op: test\n  path: {path}\n  value: {value}\n"),
            3 => format!("- op: copy\n  from: /metadata/name\n  path: {path}\n"),
            4 => format!("- op: move\n  from: /metadata/labels\n  path: {path}\n"),
            _ => format!("- op: add\n  path: {path}\n  value: {value}\n"),
        });
    }
    if pick.chance(8) {
        return "[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"j\": \"son\"}}]\n".to_owned();
    }
    text
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{}{line}\n", " ".repeat(by)) }).collect()
}
