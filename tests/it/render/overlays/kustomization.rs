//! A kustomization over known objects: each field by chance, seldom wrong. It knows no build.

use super::pick::Pick;
use super::resources;
use super::{Named, patches, replacements};

type Files = Vec<(String, String)>;

/// The text of a folder's kustomization; files that it needs are added.
pub(super) fn text(pick: &mut Pick, files: &mut Files, folder: &str, entries: &[String], known: &[Named]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let key = if pick.chance(6) { "bases" } else { "resources" };
    let dash = pick.of(&["- ", "  - "]);
    parts.push(format!("{key}:\n{}", entries.iter().map(|entry| format!("{dash}{entry}\n")).collect::<String>()));
    if pick.chance(30) {
        parts.push("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n".to_owned());
    }
    names(pick, &mut parts);
    labels(pick, &mut parts);
    if pick.chance(20) {
        parts.push(format!("images:\n{}{}", image(pick), if pick.chance(30) { image(pick) } else { String::new() }));
    }
    if pick.chance(12) {
        let scaled = known.iter().filter(|named| matches!(named.kind, "Deployment" | "StatefulSet")).collect::<Vec<_>>();
        let name = pick.item(&scaled).map_or("none", |named| named.name.as_str());
        if !scaled.is_empty() || pick.chance(5) {
            parts.push(format!("replicas:\n- name: {name}\n  count: {}\n", pick.of(&["3", "0", "1"])));
        }
    }
    generators(pick, files, folder, &mut parts);
    if pick.chance(50) {
        parts.extend(patches::text(pick, files, folder, known));
    }
    if pick.chance(25) {
        parts.extend(replacements::text(pick, files, folder, known));
    }
    if pick.chance(8) {
        parts.extend(vars(pick, known));
    }
    if pick.chance(18) {
        parts.push(component(pick, files, folder, known));
    }
    configuration(pick, files, folder, &mut parts);
    last(pick, &mut parts);
    if pick.chance(3) {
        parts.push(wrong(pick));
    }
    // The order of fields says nothing.
    if pick.chance(40) && !parts.is_empty() {
        let by = pick.below(parts.len());
        parts.rotate_left(by);
    }
    parts.concat()
}

fn names(pick: &mut Pick, parts: &mut Vec<String>) {
    for (field, percent, values) in [
        ("namePrefix", 25, ["pre-", "\"p-\"", "x-"]),
        ("nameSuffix", 15, ["-suf", "'-s'", "-v1"]),
        ("namespace", 30, ["one", "two", "\"three\""]),
    ] {
        if pick.chance(percent) {
            parts.push(format!("{field}: {}\n", pick.of(&values)));
        }
    }
}

fn labels(pick: &mut Pick, parts: &mut Vec<String>) {
    if pick.chance(12) {
        parts.push(format!("commonLabels:\n  team: {}\n", pick.of(&["a", "\"1\"", "'true'"])));
    }
    if pick.chance(15) {
        parts.push(format!("commonAnnotations:\n  owner: {}\n  example.com/x: \"y: z\"\n", pick.of(&["me", "\"007\"", "''"])));
    }
    if pick.chance(25) {
        let options = pick.of(&[
            "",
            "  includeSelectors: true\n",
            "  includeTemplates: true\n",
            "  includeSelectors: false\n  includeTemplates: true\n",
            "  fields:\n  - path: spec/custom\n    create: true\n    kind: Widget\n",
            "  includeSelectors: true\n",
            "  fields:\n  - path: metadata/labels\n    create: true\n  includeSelectors: false\n",
        ]);
        parts.push(format!("labels:\n- pairs:\n    tier: {}\n{options}", pick.of(&["front", "\"2\""])));
    }
}

fn image(pick: &mut Pick) -> String {
    let name = pick.of(&["nginx", "busybox", "reg.example:5000/a/b", "gcr.io/x/nginx", "ng.*"]);
    let to = pick.of(&[
        "  newTag: v2\n",
        "  newTag: \"1.10\"\n",
        "  digest: sha256:1234\n",
        "  newName: other/x\n",
        "  newName: reg:1/y\n  newTag: z\n",
        "  newTag: a\n  digest: sha256:12\n",
        "  tagSuffix: -s\n",
        "",
    ]);
    format!("- name: {name}\n{to}")
}

fn generators(pick: &mut Pick, files: &mut Files, folder: &str, parts: &mut Vec<String>) {
    let mut n_maps = 0;
    let mut text = String::new();
    for (name, percent) in [("gen", 30), ("other", 8), ("app-b0", 4)] {
        if pick.chance(percent) {
            text.push_str(&generator(pick, files, folder, name));
            n_maps += 1;
        }
    }
    if n_maps > 0 {
        parts.push(format!("configMapGenerator:\n{text}"));
    }
    if pick.chance(15) {
        let kind = pick.of(&["", "  type: Opaque\n", "  type: kubernetes.io/tls\n", "  type: \"\"\n"]);
        parts.push(format!("secretGenerator:\n{}{kind}", generator(pick, files, folder, "sec")));
    }
    if pick.chance(15) {
        parts.push(format!(
            "generatorOptions:\n{}",
            pick.of(&[
                "  disableNameSuffixHash: true\n",
                "  immutable: true\n",
                "  labels: {gen: \"yes\"}\n",
                "  annotations:\n    note: all\n",
                "  disableNameSuffixHash: false\n"
            ])
        ));
    }
}

fn generator(pick: &mut Pick, files: &mut Files, folder: &str, name: &str) -> String {
    let mut text = format!("- name: {name}\n");
    let is_below = files.iter().any(|(path, text)| !path.starts_with(folder) && text.contains(&format!("- name: {name}\n")));
    let behavior = if is_below { ["  behavior: merge\n", "  behavior: replace\n"] } else { ["", "  behavior: create\n"] };
    text.push_str(pick.of(&behavior));
    if pick.chance(3) {
        text.push_str(pick.of(&["  namespace: one\n", "  behavior: merge\n"]));
    }
    if pick.chance(60) {
        text.push_str("  literals:\n");
        for number in 0..=pick.below(3) {
            text.push_str(&format!(
                "  - {}\n",
                pick.of(&["a=b", "\"k=v w\"", "x=1=2", "q='quoted'", "e=", "u=ünï", "n=\"12\"", "d.e-f_g=h", "t=true", "m=\"a\\nb\""])
                    .replacen('=', &format!("{number}="), 1)
            ));
        }
    }
    if pick.chance(30) {
        let content = pick.of(&[
            "one line",
            "two\nlines\n",
            "",
            "tabs\there\n",
            "trailing \nspace\n",
            "ünï ☃\n",
            "\u{0}\u{1}binary",
            "\n\nleading\n",
            "{\"a\": 1}\n",
            "a: b\n# c\n",
        ]);
        let file = pick.of(&["f.txt", "conf.yaml", "x.json"]);
        files.push((format!("{folder}/{name}-{file}"), content.to_owned()));
        text.push_str(&format!("  files:\n  - {}{name}-{file}\n", pick.of(&["", "key=", "k.ey="])));
    }
    if pick.chance(15) {
        let content = pick.of(&[
            "A=1\nB=two words\n",
            "# note\n\nC=\"3\"\n",
            "D\n",
            "E=x=y\n  \nF= g \n",
            "\u{feff}G=1\n",
            "H=1\r\nI=2\r\n",
            "# only\n",
        ]);
        files.push((format!("{folder}/{name}.env"), content.to_owned()));
        let field = pick.of(&["  envs:\n  - ", "  env: "]);
        text.push_str(&format!("{field}{name}.env\n"));
    }
    if pick.chance(15) {
        text.push_str(pick.of(&[
            "  options: {disableNameSuffixHash: true}\n",
            "  options:\n    labels: {own: l}\n    annotations: {own: a}\n",
            "  options: {immutable: true}\n",
            "  options: {}\n",
        ]));
    }
    text
}

fn vars(pick: &mut Pick, known: &[Named]) -> Vec<String> {
    let Some(of) = pick.item(known) else { return Vec::new() };
    let field = match of.kind {
        "Deployment" | "StatefulSet" if pick.chance(50) => "  fieldref: {fieldPath: spec.selector.matchLabels.app}\n",
        _ if of.namespace.is_some() && pick.chance(50) => "  fieldref:\n    fieldpath: metadata.namespace\n",
        _ => "",
    };
    vec![format!("vars:\n- name: NAME\n  objref:\n    kind: {}\n    name: {}\n    apiVersion: {}\n{field}", of.kind, of.name, of.api)]
}

fn component(pick: &mut Pick, files: &mut Files, folder: &str, known: &[Named]) -> String {
    let name = format!("comp-{folder}");
    let mut parts = vec!["apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n".to_owned()];
    names(pick, &mut parts);
    labels(pick, &mut parts);
    if pick.chance(40) {
        let (_, text) = resources::object(pick, "c0");
        files.push((format!("{name}/own.yaml"), text));
        parts.push("resources: [own.yaml]\n".to_owned());
    }
    if pick.chance(40) {
        parts.extend(patches::text(pick, files, &name, known));
    }
    generators(pick, files, &name, &mut parts);
    files.push((format!("{name}/kustomization.yaml"), parts.concat()));
    format!("components:\n- ../{name}\n")
}

fn configuration(pick: &mut Pick, files: &mut Files, folder: &str, parts: &mut Vec<String>) {
    if pick.chance(8) {
        let text = pick.of(&[
            "namePrefix:\n- path: metadata/name\n  kind: Widget\n- path: spec/other\n  create: true\n  kind: Widget\n",
            "nameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - kind: Widget\n    path: spec/image\n",
            "images:\n- path: spec/image\n  kind: Widget\n",
            "commonLabels:\n- path: spec/selector\n  create: true\n  kind: Widget\n",
            "replicas:\n- path: spec/replicas\n  kind: Widget\n  create: true\n",
            "varReference:\n- path: spec/image\n  kind: Widget\n",
            "namespace:\n- path: spec/ns\n  create: true\n  kind: Widget\n",
            "nameSuffix:\n- path: spec/image\n  kind: Widget\n",
        ]);
        files.push((format!("{folder}/config.yaml"), text.to_owned()));
        parts.push("configurations:\n- config.yaml\n".to_owned());
    }
    if pick.chance(10) {
        let text = pick.of(&[
            "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: t-\nfieldSpecs:\n- path: metadata/name\n",
            "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {t: u}\nfieldSpecs:\n- path: metadata/labels\n  create: true\n",
            "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\nannotations: {t: \"1\"}\nfieldSpecs:\n- path: metadata/annotations\n  create: true\n",
            "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: t, namespace: tn}\nunsetOnly: true\nsetRoleBindingSubjects: allServiceAccounts\nfieldSpecs:\n- path: metadata/namespace\n  create: true\n",
            "apiVersion: builtin\nkind: ReplicaCountTransformer\nmetadata: {name: t}\nreplica: {name: app-b0, count: 7}\nfieldSpecs:\n- path: spec/replicas\n  create: true\n  kind: Deployment\n",
            "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: nginx, newTag: t}\n",
            "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npatch: '[{\"op\": \"add\", \"path\": \"/metadata/labels/p\", \"value\": \"q\"}]'\ntarget: {kind: ConfigMap}\n",
            "apiVersion: builtin\nkind: SuffixTransformer\nmetadata: {name: t}\nsuffix: -t\nfieldSpecs:\n- path: metadata/name\n  kind: Widget\n",
            "apiVersion: builtin\nkind: SuffixTransformer\nmetadata: {name: t}\nsuffix: \"\"\n",
        ]);
        files.push((format!("{folder}/transform.yaml"), text.to_owned()));
        parts.push("transformers: [transform.yaml]\n".to_owned());
    }
    if pick.chance(4) {
        let text = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nname: made\nliterals: [g=1]\n";
        files.push((format!("{folder}/generate.yaml"), text.to_owned()));
        parts.push("generators: [generate.yaml]\n".to_owned());
    }
    if pick.chance(4) {
        let text = "com.example.v1alpha1.Widget:\n  schema:\n    description: a widget\n    x-kubernetes-group-version-kind: [{group: example.com, kind: Widget, version: v1alpha1}]\n    properties:\n      spec: {$ref: com.example.v1alpha1.WidgetSpec}\ncom.example.v1alpha1.WidgetSpec:\n  schema:\n    properties:\n      image: {type: string, x-kubernetes-object-ref-api-version: v1, x-kubernetes-object-ref-kind: ConfigMap}\n";
        files.push((format!("{folder}/crd.yaml"), text.to_owned()));
        parts.push("crds: [crd.yaml]\n".to_owned());
    }
    if pick.chance(5) {
        let text = "{\"definitions\": {\"com.example.v1alpha1.Widget\": {\"properties\": {\"spec\": {\"type\": \"object\", \"properties\": {\"list\": {\"type\": \"array\", \"items\": {\"type\": \"object\"}, \"x-kubernetes-patch-merge-key\": \"name\", \"x-kubernetes-patch-strategy\": \"merge\"}}}}, \"x-kubernetes-group-version-kind\": [{\"group\": \"example.com\", \"kind\": \"Widget\", \"version\": \"v1alpha1\"}]}}}";
        files.push((format!("{folder}/schema.json"), text.to_owned()));
        parts.push("openapi: {path: schema.json}\n".to_owned());
    }
}

fn last(pick: &mut Pick, parts: &mut Vec<String>) {
    if pick.chance(15) {
        parts.push(
            pick.of(&[
                "sortOptions: {order: fifo}\n",
                "sortOptions: {order: legacy}\n",
                "sortOptions:\n  order: legacy\n  legacySortOptions:\n    orderFirst: [Widget, Namespace]\n    orderLast: [ConfigMap]\n",
                "sortOptions:\n  order: legacy\n  legacySortOptions: {orderFirst: []}\n",
            ])
            .to_owned(),
        );
    }
    if pick.chance(12) {
        parts.push(format!(
            "buildMetadata: [{}]\n",
            pick.of(&[
                "originAnnotations",
                "managedByLabel",
                "transformerAnnotations",
                "originAnnotations, transformerAnnotations",
                "unknown"
            ])
        ));
    }
}

/// Something that is not right.
fn wrong(pick: &mut Pick) -> String {
    pick.of(&[
        "unknownField: 1\n",
        "namePrefix: 5\n",
        "images: {}\n",
        "patches: [missing.yaml]\n",
        "patches:\n- path: missing.yaml\n",
        "components: [../nowhere]\n",
        "kind: Other\n",
        "apiVersion: v1\n",
        "nameSuffix: -dup\nnameSuffix: -dup\n",
        "labels:\n- pairs: {a: 1}\n",
        "replicas:\n- name: x\n  count: many\n",
        "commonLabels: {a: true}\n",
        "configMapGenerator:\n- literals: [a=b]\n",
        "configMapGenerator:\n- name: bad\n  literals: [novalue]\n",
        "secretGenerator:\n- name: bad\n  files: [missing.txt]\n",
        "\tnamespace: x\n",
        "metadata: {name: ok, labels: {a: b}}\n",
    ])
    .to_owned()
}
