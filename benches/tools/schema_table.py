#!/usr/bin/env python3
"""Writes the generated tables of src/engine/schema from what Kubernetes publishes.

usage: schema_table.py KUBERNETES_MODULE KYAML_MODULE

  KUBERNETES_MODULE  folder of k8s.io/kubernetes in the Go module cache (reads api/openapi-spec/v3 and api/discovery)
  KYAML_MODULE       folder of sigs.k8s.io/kustomize/kyaml (reads openapi/kubernetesapi/*/swagger.pb and kustomizationapi)

Run in the project's root. Nothing but Python's own library is needed. The command that made the present files stands at
their top.
"""
import glob
import json
import os
import re
import sys

QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
RAW = "io.k8s.apimachinery.pkg.runtime.RawExtension"
DEDUCED, ATOMIC = 0, 1
SCALARS = {"Str": 2, "Int": 3, "Number": 4, "Bool": 5, "Any": 6}


def quote(text):
    return json.dumps(text, ensure_ascii=False)


class Table:
    """Types by number, as src/engine/schema/types.rs has them."""

    def __init__(self, definitions):
        self.definitions = definitions
        self.types = ["Type::Deduced", "Type::Untyped"] + ["Type::Scalar(Scalar::%s)" % s for s in SCALARS]
        self.shared = {}
        self.facts = [("None", "None", "Preset::None")]
        self.named = {}
        for name in sorted(definitions):
            self.define(name)

    def add(self, text):
        self.types.append(text)
        return len(self.types) - 1

    def intern(self, text):
        if text not in self.shared:
            self.shared[text] = self.add(text)
        return self.shared[text]

    def define(self, name):
        if name in self.named:
            return self.named[name]
        spec = self.definitions[name]
        if name == QUANTITY:
            self.named[name] = SCALARS["Any"]
        elif name == RAW:
            self.named[name] = ATOMIC
        elif "properties" in spec:
            # A number first: definitions may refer to themselves.
            self.named[name] = self.add(None)
            self.types[self.named[name]] = self.struct(name, spec)
        else:
            self.named[name] = self.inline(spec)
        return self.named[name]

    def reference(self, spec):
        ref = spec.get("$ref")
        if ref is None and len(spec.get("allOf", [])) == 1:
            ref = spec["allOf"][0].get("$ref")
        return ref and ref.split("/")[-1]

    def type_of(self, spec):
        ref = self.reference(spec)
        return self.define(ref) if ref else self.inline(spec)

    def struct(self, name, spec):
        fields = ["f(%s, %d, %d)" % (quote(n), self.type_of(p), self.facts_of(p)) for n, p in sorted(spec["properties"].items())]
        more = spec.get("additionalProperties")
        opened = "None"
        if isinstance(more, dict):
            opened = "Some(%d)" % self.type_of(more)
        elif more is True or spec.get("x-kubernetes-preserve-unknown-fields"):
            opened = "Some(%d)" % DEDUCED
        atomic = "true" if spec.get("x-kubernetes-map-type") == "atomic" else "false"
        return "s(%s, %s, %s, &[%s])" % (quote(name), atomic, opened, "".join("\n        %s," % f for f in fields) + "\n    ")

    def inline(self, spec):
        kind, form = spec.get("type"), spec.get("format", "")
        if kind is None:
            return DEDUCED
        if kind == "string":
            return SCALARS["Str" if form in ("", "byte") else "Any"]
        if kind in ("integer", "number", "boolean"):
            return SCALARS[{"integer": "Int", "number": "Number", "boolean": "Bool"}[kind]]
        if kind == "array":
            item = self.type_of(spec["items"]) if "items" in spec else ATOMIC
            return self.intern("Type::List(%d, %s)" % (item, self.listing(spec)))
        if kind == "object":
            if "properties" in spec:
                return self.add(self.struct("", spec))
            more = spec.get("additionalProperties")
            item = self.type_of(more) if isinstance(more, dict) else DEDUCED
            return self.intern("Type::%s(%d)" % ("AtomicMap" if spec.get("x-kubernetes-map-type") == "atomic" else "Map", item))
        raise SystemExit("unknown type %r" % kind)

    def listing(self, spec):
        """kube-openapi schemaconv: getListElementRelationship."""
        kind = spec.get("x-kubernetes-list-type")
        if kind == "map":
            return "Listing::Map(%s)" % quote(",".join(spec["x-kubernetes-list-map-keys"]))
        if kind == "set":
            return "Listing::Set"
        if kind is None and spec.get("x-kubernetes-patch-strategy") in ("merge", "merge,retainKeys"):
            key = spec.get("x-kubernetes-patch-merge-key")
            return "Listing::Map(%s)" % quote(key) if key else "Listing::Set"
        return "Listing::Atomic"

    def facts_of(self, spec):
        strategy = spec.get("x-kubernetes-patch-strategy")
        key = spec.get("x-kubernetes-patch-merge-key")
        patch = "None"
        if strategy or key:
            words = (strategy or "").split(",")
            patch = "p(%s, %s, %s, %s)" % (quote(key or ""), *("true" if w in words else "false" for w in ("merge", "replace", "retainKeys")))
        over = spec.get("x-kubernetes-map-type") if self.reference(spec) else None
        default = spec.get("default")
        preset = "Preset::None"
        if isinstance(default, bool):
            preset = "Preset::Bool(%s)" % str(default).lower()
        elif isinstance(default, int):
            preset = "Preset::Int(%d)" % default
        elif isinstance(default, str):
            preset = "Preset::Str(%s)" % quote(default)
        elif default == {}:
            preset = "Preset::Empty"
        elif default is not None:
            raise SystemExit("unknown default %r" % default)
        fact = (patch, {None: "None", "atomic": "Some(true)", "granular": "Some(false)"}[over], preset)
        if fact not in self.facts:
            self.facts.append(fact)
        return self.facts.index(fact)

    def root(self, name):
        return self.named[name]


def v3(module):
    out = {}
    for path in sorted(glob.glob(module + "/api/openapi-spec/v3/*.json")):
        out.update(json.load(open(path)).get("components", {}).get("schemas", {}))
    return out


def discovery(module):
    """(group, version, resource) of every served resource with its sub-resources."""
    for path in sorted(glob.glob(module + "/api/discovery/api*__v*.json")):
        doc = json.load(open(path))
        if doc.get("kind") != "APIResourceList":
            continue
        group, _, version = doc["groupVersion"].rpartition("/")
        subs = {}
        for res in doc["resources"]:
            if "/" in res["name"]:
                parent, _, sub = res["name"].partition("/")
                subs.setdefault(parent, []).append(sub)
        for res in doc["resources"]:
            if "/" not in res["name"]:
                yield group, version, res, sorted(subs.get(res["name"], []))


def gvks(definitions):
    for name, spec in sorted(definitions.items()):
        for gvk in spec.get("x-kubernetes-group-version-kind", []):
            yield (gvk["group"], gvk["kind"], gvk["version"]), name


def write(path, what, table, kinds, command):
    lines = ["//! " + what, "//! Generated; it knows no meaning of what it lists. Made in the project's root by:",
             "//! `%s`" % command, "",
             "use std::borrow::Cow::Borrowed;", "",
             "use super::types::Scope::{Cluster, Namespaced%s};" % (", Unknown" if any("Unknown" in k for k in kinds) else ""),
             "use super::types::{Facts, Field, Kind, Listing, Patch, Preset, Scalar, Scope, Table, Type};", "",
             "type Text = &'static str;", "",
             "const fn f(name: Text, ty: u32, facts: u16) -> Field<Text> {\n    Field { name, ty, facts }\n}",
             "const fn s(name: Text, atomic: bool, open: Option<u32>, fields: &'static [Field<Text>]) -> Type<Text> {\n"
             "    Type::Struct { name, atomic, open, fields: Borrowed(fields) }\n}",
             "#[expect(clippy::fn_params_excessive_bools, reason = \"generated calls only\")]\n"
             "const fn p(merge_key: Text, merge: bool, replace: bool, retain_keys: bool) -> Option<Patch<Text>> {\n"
             "    Some(Patch { merge_key, merge, replace, retain_keys })\n}",
             "#[expect(clippy::too_many_arguments, reason = \"generated calls only\")]\n"
             "const fn k(names: [Text; 8], scope: Scope, create_only: bool, root: u32) -> Kind<Text> {\n"
             "    let [group, kind, version, plural, singular, short_names, categories, subresources] = names;\n"
             "    Kind { group, version, kind, plural, singular, short_names, categories, subresources, scope, create_only, root }\n}",
             "", "/// The table.", "#[rustfmt::skip]", "pub static TABLE: Table<Text> = Table {",
             "    kinds: Borrowed(&[\n%s    ])," % "".join("    %s,\n" % k for k in kinds),
             "    facts: Borrowed(&[\n%s    ])," % "".join("    Facts { patch: %s, atomic: %s, default: %s },\n" % f for f in table.facts),
             "    types: Borrowed(&[\n%s    ])," % "".join("    %s,\n" % t for t in table.types), "};"]
    text = "\n".join(lines) + "\n"
    text = text.replace("#[expect(clippy::too_many_arguments, reason = \"generated calls only\")]\n", "")
    open(path, "w").write(text)


def kind_line(key, plural="", singular="", short="", categories="", subs="", scope="Unknown", create_only=False, root=0):
    group, kind, version = key
    names = ", ".join(quote(x) for x in (group, kind, version, plural, singular, short, categories, subs))
    return "k([%s], %s, %s, %d)" % (names, scope, "true" if create_only else "false", root)


def builtin(module, command):
    definitions = v3(module)
    table = Table(definitions)
    roots = {key: name for key, name in gvks(definitions)}
    kinds = []
    for group, version, res, subs in discovery(module):
        key = (group, res["kind"], version)
        kinds.append((key, kind_line(key, res["name"], res.get("singularName") or res["kind"].lower(), ",".join(res.get("shortNames", [])),
                      ",".join(res.get("categories", [])), ",".join(subs), "Namespaced" if res["namespaced"] else "Cluster",
                      res["verbs"] == ["create"], table.root(roots[key]))))
    for key in [("autoscaling", "Scale", "v1"), ("policy", "Eviction", "v1"), ("authentication.k8s.io", "TokenRequest", "v1")]:
        if key in roots and key not in dict(kinds):
            kinds.append((key, kind_line(key, scope="Namespaced", root=table.root(roots[key]))))
    what = "The built-in kinds of Kubernetes %s: fields, merge keys, list types, scopes." % os.path.basename(module).split("@")[-1]
    write("src/engine/schema/table.rs", what, table, [line for _, line in sorted(kinds)], command)
    return definitions, [dict(key=key, res=None) for key, _ in kinds]


# --- kyaml's own copy of an older Kubernetes, in gnostic's protobuf form

def fields(buf):
    pos = 0
    while pos < len(buf):
        tag, pos = varint(buf, pos)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, pos = varint(buf, pos)
        elif wire == 1:
            value, pos = buf[pos:pos + 8], pos + 8
        elif wire == 2:
            size, pos = varint(buf, pos)
            value, pos = buf[pos:pos + size], pos + size
        elif wire == 5:
            value, pos = buf[pos:pos + 4], pos + 4
        else:
            raise SystemExit("unknown wire type")
        yield number, value


def varint(buf, pos):
    out = shift = 0
    while True:
        byte = buf[pos]
        out |= (byte & 127) << shift
        pos, shift = pos + 1, shift + 7
        if byte < 128:
            return out, pos


def extension(buf):
    """NamedAny whose value is YAML of a scalar or of a list of scalars or of flat maps."""
    name = text = ""
    for number, value in fields(buf):
        if number == 1:
            name = value.decode()
        elif number == 2:
            text = dict(fields(value)).get(2, b"").decode().strip()
    return name, text


def gvk_maps(text):
    out = []
    for line in text.splitlines():
        if line.startswith("- "):
            out.append({})
        elif not out:
            out.append({})
        m = re.match(r"[- ] ?(group|kind|version): ?(.*)", line) or re.match(r"()(group|kind|version): ?(.*)", line)
        if m:
            name, value = m.groups()[-2:]
            out[-1][name] = value.strip("\"'")
    return [dict({"group": ""}, **m) for m in out]


def schema(buf):
    spec = {}
    for number, value in fields(buf):
        if number == 1:
            spec["$ref"] = value.decode()
        elif number == 2:
            spec["format"] = value.decode()
        elif number == 21:
            inner = dict(fields(value))
            spec["additionalProperties"] = schema(inner[1]) if 1 in inner else bool(inner.get(2))
        elif number == 22:
            spec["type"] = dict(fields(value))[1].decode()
        elif number == 23:
            spec["items"] = schema(dict(fields(value))[1])
        elif number == 25:
            spec["properties"] = dict(named(v) for _, v in fields(value))
        elif number == 31:
            name, text = extension(value)
            if name == "x-kubernetes-group-version-kind":
                spec[name] = gvk_maps(text)
            elif name == "x-kubernetes-list-map-keys":
                spec[name] = [line[2:].strip() for line in text.splitlines()]
            elif name.startswith("x-kubernetes-"):
                spec[name] = text
    return spec


def named(buf):
    pair = dict(fields(buf))
    return pair[1].decode(), schema(pair.get(2, b""))


def pruned(definitions):
    """Only what leads to a merge key: for the rest Kustomize replaces lists, as it does for unknown kinds."""
    def needed(spec, seen):
        if any(k in spec for k in ("x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key")):
            return True
        if "$ref" in spec:
            name = spec["$ref"].split("/")[-1]
            return name not in seen and name in definitions and needed(definitions[name], seen | {name})
        inner = list(spec.get("properties", {}).values()) + [spec[k] for k in ("items", "additionalProperties") if isinstance(spec.get(k), dict)]
        return any(needed(s, seen) for s in inner)

    kept = {n for n, s in definitions.items() if needed(s, frozenset())}

    def keep(spec):
        if "$ref" in spec:
            return spec if spec["$ref"].split("/")[-1] in kept else {}
        spec = dict(spec)
        if "properties" in spec:
            spec["properties"] = {n: keep(p) for n, p in spec["properties"].items() if needed(p, frozenset())}
            if not spec["properties"]:
                del spec["properties"]
        for inner in ("items", "additionalProperties"):
            if isinstance(spec.get(inner), dict):
                spec[inner] = keep(spec[inner])
        return spec
    return {n: keep(definitions[n]) for n in kept}


def kyaml(module, command):
    path = sorted(glob.glob(module + "/openapi/kubernetesapi/*/swagger.pb"))[-1]
    definitions, scopes = {}, {}
    for number, value in fields(open(path, "rb").read()):
        if number == 9:
            definitions = dict(named(v) for _, v in fields(value))
        elif number == 8:
            for n, item in fields(value):
                if n != 2:
                    continue
                pair = dict(fields(item))
                get = dict(fields(pair[2])).get(2)
                if get is None:
                    continue
                for n2, v2 in fields(get):
                    if n2 == 13:
                        name, text = extension(v2)
                        if name == "x-kubernetes-group-version-kind":
                            for g in gvk_maps(text):
                                key = (g["group"], g["kind"], g["version"])
                                if "namespaces/{namespace}" in pair[1].decode():
                                    scopes[key] = "Namespaced"
                                else:
                                    scopes.setdefault(key, "Cluster")
    # Kustomization files have a schema of their own, for patches of components and for merge3.
    definitions.update(json.load(open(module + "/openapi/kustomizationapi/swagger.json"))["definitions"])
    small = pruned(definitions)
    for spec in small.values():
        for p in walk(spec):
            if "$ref" in p and p["$ref"].split("/")[-1] not in small:
                raise SystemExit("pruned too much: " + p["$ref"])
    table = Table(small)
    roots = dict(gvks(definitions))
    # Kinds with neither scope nor merge key are as good as unknown; shared ones (DeleteOptions of every group) are left out.
    kinds = [kind_line(key, scope=scopes.get(key, "Unknown"), root=table.named.get(roots.get(key), 0))
             for key in sorted(set(roots) | set(scopes)) if key in scopes or roots.get(key) in table.named and not is_list(key)]
    what = "What Kustomize knows of kinds: kyaml's own copy of Kubernetes %s, only what leads to a merge key, and scopes." % path.split("/")[-2]
    write("src/engine/schema/kyaml_table.rs", what, table, kinds, command)


def is_list(key):
    return key[1].endswith("List")


def walk(spec):
    yield spec
    for inner in list(spec.get("properties", {}).values()) + [spec[k] for k in ("items", "additionalProperties") if isinstance(spec.get(k), dict)]:
        yield from walk(inner)


# --- names for the interner

# Keys of labels and annotations that nearly every cluster has; they are no fields of any type.
LABELS = """
app app.kubernetes.io/component app.kubernetes.io/instance app.kubernetes.io/managed-by app.kubernetes.io/name
app.kubernetes.io/part-of app.kubernetes.io/version argocd.argoproj.io/compare-options argocd.argoproj.io/hook
argocd.argoproj.io/hook-delete-policy argocd.argoproj.io/ignore-healthcheck argocd.argoproj.io/installation-id
argocd.argoproj.io/instance argocd.argoproj.io/refresh argocd.argoproj.io/secret-type argocd.argoproj.io/skip-reconcile
argocd.argoproj.io/sync-options argocd.argoproj.io/sync-wave argocd.argoproj.io/tracking-id batch.kubernetes.io/controller-uid
batch.kubernetes.io/job-name component controller-revision-hash controller-uid deployment.kubernetes.io/desired-replicas
deployment.kubernetes.io/max-replicas deployment.kubernetes.io/revision deprecated.daemonset.template.generation
endpointslice.kubernetes.io/managed-by helm.sh/chart helm.sh/hook helm.sh/hook-delete-policy helm.sh/hook-weight
helm.sh/resource-policy heritage job-name k8s-app kubectl.kubernetes.io/last-applied-configuration
kubectl.kubernetes.io/restartedAt kubernetes.io/hostname kubernetes.io/metadata.name kubernetes.io/service-name name
pod-template-generation pod-template-hash release statefulset.kubernetes.io/pod-name tier topology.kubernetes.io/region
topology.kubernetes.io/zone tiphys.dev/driver tiphys.dev/environment tiphys.dev/hold tiphys.dev/verdicts
""".split()
# Fields of Argo CD's own kinds and of resource lists; OpenAPI knows the former as CRDs and the latter as free keys.
OTHERS = """
apiVersion kind cpu memory ephemeral-storage storage pods tls.crt tls.key ca.crt password username token url
applications automated chart comparedTo conditions controllerNamespace dependencies deployStartedAt deployedAt destination directory
externalURLs finishedAt group health healthStatus helm history hook hookPhase hookType id ignoreDifferences images info initiatedBy
initiatedBy jqPathExpressions jsonPointers kustomize managedFieldsManagers managedNamespaceMetadata message name namespace
observedAt operation operationState parameters path phase plugin prune ready reconciledAt recurse ref releaseName repoURL
requiresPruning resourceHealthSource resources resourcesDir retry revision revisionHistoryLimit revisions selfHeal server source sourceType
sources startedAt status summary sync syncOptions syncPhase syncPolicy syncResult syncStrategy syncWave targetRevision usernames valueFiles
values valuesObject version
""".split()


def names(definitions, kinds):
    out = set(LABELS) | set(OTHERS)
    for spec in definitions.values():
        for inner in walk(spec):
            out |= set(inner.get("properties", {}))
    out |= {k["key"][1] for k in kinds}
    words = sorted(out)
    body, line = [], "   "
    for word in words:
        item = " %s," % quote(word)
        if len(line) + len(item) > 138:
            body.append(line)
            line = "   "
        line += item
    body.append(line)
    text = ("//! Well-known map keys, sorted: field names of the built-in kinds, kinds, usual labels and annotations. For the interner only.\n"
            "//! Generated by `benches/tools/schema_table.py`, as `table.rs` is.\n\n"
            "/// Sorted by bytes; for `model::object::key::Interner::new`.\n#[rustfmt::skip]\npub static FIELD_NAMES: &[&str] = &[\n%s\n];\n" % "\n".join(body))
    open("src/engine/schema/names.rs", "w").write(text)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    kubernetes, kyaml_dir = (p.rstrip("/") for p in sys.argv[1:])
    command = "python3 benches/tools/schema_table.py $GOMODCACHE/k8s.io/%s $GOMODCACHE/sigs.k8s.io/kustomize/%s" % (
        os.path.basename(kubernetes), os.path.basename(kyaml_dir))
    definitions, kinds = builtin(kubernetes, command)
    names(definitions, kinds)
    kyaml(kyaml_dir, command)


if __name__ == "__main__":
    main()
