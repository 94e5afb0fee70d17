//! Replacements over known objects. They know no path's rules.

use super::Named;
use super::pick::Pick;

type Files = Vec<(String, String)>;

/// The field that holds replacements.
pub(super) fn text(pick: &mut Pick, files: &mut Files, folder: &str, known: &[Named]) -> Vec<String> {
    let (Some(from), Some(to)) = (pick.item(known).cloned(), pick.item(known).cloned()) else { return Vec::new() };
    // Paths lead somewhere most of the time.
    let to = if pick.chance(50) {
        known.iter().find(|named| matches!(named.kind, "Deployment" | "ConfigMap")).cloned().unwrap_or(to)
    } else {
        to
    };
    let source = source(pick, &from);
    let mut targets = target(pick, &to);
    if pick.chance(20) {
        targets.push_str(&target(pick, &from));
    }
    if pick.chance(15) {
        files.push((format!("{folder}/replacement.yaml"), format!("{source}targets:\n{targets}")));
        return vec!["replacements:\n- path: replacement.yaml\n".to_owned()];
    }
    let entry = format!("{source}targets:\n{targets}");
    let mut lines = entry.lines();
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("  {line}\n")).collect();
    vec![format!("replacements:\n- {first}\n{rest}")]
}

fn source(pick: &mut Pick, from: &Named) -> String {
    if pick.chance(25) {
        return format!("sourceValue: {}\n", pick.of(&["fixed", "\"12\"", "\"true\"", "''", "\"a b\"", "nginx:9"]));
    }
    let field = match from.kind {
        "Deployment" | "StatefulSet" | "DaemonSet" if pick.chance(60) => pick.of(&[
            "  fieldPath: spec.replicas\n",
            "  fieldPath: spec.template.spec.containers.[name=c0].image\n",
            "  fieldPath: spec.template.spec.containers.0\n",
            "  fieldPath: spec.selector\n",
        ]),
        "ConfigMap" if pick.chance(70) => pick.of(&["  fieldPath: data.key0\n", "  fieldPath: data\n"]),
        _ if pick.chance(15) => pick.of(&["  fieldPath: metadata.labels.app\n", "  fieldPath: spec\n"]),
        _ => pick.of(&["", "  fieldPath: metadata.name\n", "  fieldPath: kind\n", "  fieldPath: apiVersion\n"]),
    };
    let options = if pick.chance(20) {
        pick.of(&[
            "  options: {delimiter: \"-\"}\n",
            "  options: {delimiter: \"-\", index: 1}\n",
            "  options: {delimiter: '/', index: 0}\n",
        ])
    } else {
        ""
    };
    let name = if pick.chance(80) { format!("  name: {}\n", from.name) } else { String::new() };
    format!("source:\n  kind: {}\n{name}{field}{options}", from.kind)
}

fn target(pick: &mut Pick, to: &Named) -> String {
    let select = match pick.below(6) {
        0 => "  select: {}\n".to_owned(),
        1 => format!("  select: {{kind: {}}}\n  reject: [{{name: {}}}]\n", to.kind, to.name),
        2 => format!("  select: {{name: {}.*}}\n", &to.name[..1]),
        3 => "  select: {labelSelector: app}\n".to_owned(),
        _ => format!("  select: {{kind: {}, name: {}}}\n", to.kind, to.name),
    };
    let paths: &[&str] = match to.kind {
        "Deployment" | "StatefulSet" | "DaemonSet" => &[
            "spec.template.spec.containers.[name=c0].image",
            "spec.template.spec.containers.*.image",
            "spec.template.spec.containers.0.env.[name=NAME].value",
            "spec.template.spec.containers.[name=new].image",
            "spec.replicas",
            "spec.template.spec.containers",
            "spec.template.spec.containers.0.image",
            "spec.template.metadata.annotations.[example.com/x]",
        ],
        "ConfigMap" => &[
            "data.key0",
            "data.new",
            "data.[a.b/c]",
            "data.config\\.yaml.a.b",
            "data.config\\.yaml.url",
            "data.config\\.json.a.b",
            "data.config\\.json.n",
            "data.config\\.yaml.a.list.0",
            "data",
        ],
        _ => &[
            "metadata.annotations.x",
            "metadata.labels.[example.com/y]",
            "spec.image",
            "spec.list.*.v",
            "spec.list.0",
            "metadata.name",
            "metadata.namespace",
        ],
    };
    let mut fields = format!("  - {}\n", pick.of(paths));
    if pick.chance(25) {
        fields.push_str(&format!("  - {}\n", pick.of(paths)));
    }
    let options = if pick.chance(60) {
        "  options: {create: true}\n"
    } else {
        pick.of(&[
            "",
            "  options: {create: true}\n",
            "  options: {create: true}\n",
            "  options: {create: true}\n",
            "  options: {delimiter: ':', index: 1}\n",
            "  options: {delimiter: '-', index: -1}\n",
            "  options: {create: true, delimiter: '/', index: 0}\n",
            "  options: {delimiter: '-'}\n",
        ])
    };
    let dashed = select.strip_prefix("  ").unwrap_or(&select);
    format!("- {dashed}  fieldPaths:\n{fields}{options}")
}
