//! The requests: what clients ask of an API server, and what goes wrong with it. Data only.

/// One request.
pub(super) struct Step {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) content: &'static str,
    pub(super) accept: &'static str,
    pub(super) body: &'static str,
}

const JSON: &str = "application/json";
const MERGE: &str = "application/merge-patch+json";
const STRATEGIC: &str = "application/strategic-merge-patch+json";
const PATCH: &str = "application/json-patch+json";
const APPLY: &str = "application/apply-patch+yaml";
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const META: &str = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";

const fn get(path: &'static str) -> Step {
    Step { method: "GET", path, content: JSON, accept: JSON, body: "" }
}

const fn seen(path: &'static str, accept: &'static str) -> Step {
    Step { method: "GET", path, content: JSON, accept, body: "" }
}

const fn post(path: &'static str, body: &'static str) -> Step {
    Step { method: "POST", path, content: JSON, accept: JSON, body }
}

const fn put(path: &'static str, body: &'static str) -> Step {
    Step { method: "PUT", path, content: JSON, accept: JSON, body }
}

const fn delete(path: &'static str, body: &'static str) -> Step {
    Step { method: "DELETE", path, content: JSON, accept: JSON, body }
}

const fn patch(path: &'static str, content: &'static str, body: &'static str) -> Step {
    Step { method: "PATCH", path, content, accept: JSON, body }
}

const CM: &str = "/api/v1/namespaces/k/configmaps";
const ONE: &str = "/api/v1/namespaces/k/configmaps/one";
const WEB: &str = "/apis/apps/v1/namespaces/k/deployments/web";
const APPLY_ONE: &str = "/api/v1/namespaces/k/configmaps/applied?fieldManager=one";
const APPLY_TWO: &str = "/api/v1/namespaces/k/configmaps/applied?fieldManager=two";
const DEPLOYMENT: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"shop/web:v1","ports":[{"containerPort":80}]}]}}}}"#;
const CRD: &str = r#"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"boats.sea.example.org"},"spec":{"group":"sea.example.org","scope":"Namespaced","names":{"plural":"boats","singular":"boat","kind":"Boat","shortNames":["bt"]},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"additionalPrinterColumns":[{"name":"Masts","type":"integer","jsonPath":".spec.masts"}],"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","required":["name"],"properties":{"name":{"type":"string","minLength":2},"masts":{"type":"integer","default":1,"maximum":5},"sails":{"type":"array","items":{"type":"object","properties":{"color":{"type":"string","enum":["red","white"]}}}},"port":{"x-kubernetes-int-or-string":true}}},"status":{"type":"object","properties":{"afloat":{"type":"boolean"}}}}}}}]}}"#;
const BOATS: &str = "/apis/sea.example.org/v1/namespaces/k/boats";
const BOAT: &str = "/apis/sea.example.org/v1/namespaces/k/boats/argo";

pub(super) const STEPS: [Step; 84] = [
    // Namespaces and small objects.
    post("/api/v1/namespaces", r#"{"metadata":{"name":"k","labels":{"team":"shop"}}}"#),
    get("/api/v1/namespaces/k"),
    post("/api/v1/namespaces", r#"{"metadata":{"name":"k"}}"#),
    post("/api/v1/namespaces", r#"{"metadata":{"name":"Not_A_Name"}}"#),
    post(CM, r#"{"metadata":{"name":"one","labels":{"app":"a","tier":"web"}},"data":{"x":"1"}}"#),
    post(CM, r#"{"metadata":{"name":"two","labels":{"app":"b"}},"data":{"x":"2"}}"#),
    post(CM, r#"{"metadata":{"name":"one"},"data":{"x":"1"}}"#),
    post(CM, r#"{"metadata":{"name":"x","namespace":"other"}}"#),
    post(CM, r#"{"metadata":{},"data":{}}"#),
    post(CM, r#"{"kind":"Secret","apiVersion":"v1","metadata":{"name":"x"}}"#),
    post(CM, r#"{"metadata":{"name":"x"},"data":{"x":1}}"#),
    post("/api/v1/namespaces/nowhere/configmaps", r#"{"metadata":{"name":"x"}}"#),
    post("/api/v1/namespaces/k/configmaps?dryRun=All", r#"{"metadata":{"name":"dry"},"data":{"x":"1"}}"#),
    post("/api/v1/namespaces/k/configmaps?fieldValidation=Strict", r#"{"metadata":{"name":"strict"},"daat":{"x":"1"}}"#),
    get("/api/v1/namespaces/k/configmaps/dry"),
    // Reading.
    get(ONE),
    get("/api/v1/namespaces/k/configmaps?labelSelector=app"),
    get("/api/v1/namespaces/k/configmaps?labelSelector=app%20in%20(a,c),tier"),
    get("/api/v1/namespaces/k/configmaps?labelSelector=app!%3Da"),
    get("/api/v1/namespaces/k/configmaps?labelSelector=%3D%3D"),
    get("/api/v1/namespaces/k/configmaps?fieldSelector=metadata.name%3Dtwo"),
    get("/api/v1/namespaces/k/configmaps?fieldSelector=data.x%3D1"),
    get("/api/v1/namespaces/k/configmaps?limit=1"),
    get("/api/v1/namespaces/k/configmaps?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Done"),
    get(
        "/api/v1/namespaces/k/configmaps?watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    ),
    seen("/api/v1/namespaces/k/configmaps", TABLE),
    seen(ONE, META),
    get("/api/v1/namespaces/k/nothings"),
    get("/apis/nothing.example.org/v1"),
    get("/api/v1/namespaces/k/pods/none"),
    // Three kinds of patch, and what refuses them.
    patch(ONE, MERGE, r#"{"data":{"x":null,"y":"2"},"metadata":{"annotations":{"note":"hello"}}}"#),
    patch(ONE, MERGE, r#"{"metadata":{"resourceVersion":"1"},"data":{"z":"3"}}"#),
    patch(
        ONE,
        PATCH,
        r#"[{"op":"test","path":"/data/y","value":"2"},{"op":"add","path":"/data/z","value":"3"},{"op":"remove","path":"/data/y"}]"#,
    ),
    patch(ONE, PATCH, r#"[{"op":"test","path":"/data/z","value":"wrong"}]"#),
    patch(ONE, PATCH, r#"[{"op":"remove","path":"/data/none"}]"#),
    patch(ONE, MERGE, r#"{"metadata":{"name":"other"}}"#),
    patch(ONE, "application/nonsense", "{}"),
    patch("/api/v1/namespaces/k/configmaps/none", MERGE, "{}"),
    // Replacing.
    put(ONE, r#"{"metadata":{"name":"one"},"data":{"only":"this"}}"#),
    put(ONE, r#"{"metadata":{"name":"one","resourceVersion":"1"},"data":{"only":"that"}}"#),
    put(ONE, r#"{"metadata":{"name":"two"},"data":{}}"#),
    put("/api/v1/namespaces/k/configmaps/none", r#"{"metadata":{"name":"none","uid":"x","resourceVersion":"5"}}"#),
    post(CM, r#"{"metadata":{"name":"frozen"},"immutable":true,"data":{"x":"1"}}"#),
    patch("/api/v1/namespaces/k/configmaps/frozen", MERGE, r#"{"data":{"x":"2"}}"#),
    // Server-side apply.
    patch(APPLY_ONE, APPLY, r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"a":"1","b":"1"}}"#),
    patch(APPLY_TWO, APPLY, r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"b":"2"}}"#),
    patch(
        "/api/v1/namespaces/k/configmaps/applied?fieldManager=two&force=true",
        APPLY,
        r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"b":"2"}}"#,
    ),
    patch(APPLY_ONE, APPLY, r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{"c":"1"}}"#),
    patch("/api/v1/namespaces/k/configmaps/applied", APPLY, r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"}}"#),
    patch(
        "/api/v1/namespaces/k/configmaps/dry?fieldManager=one&dryRun=All",
        APPLY,
        r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"dry"},"data":{"a":"1"}}"#,
    ),
    // A workload: defaults, generation, strategic merge, immutable fields, scale.
    post("/apis/apps/v1/namespaces/k/deployments", DEPLOYMENT),
    patch(
        WEB,
        STRATEGIC,
        r#"{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"shop/web:v2","env":[{"name":"A","value":"1"}]},{"name":"side","image":"shop/side:v1"}]}}}}"#,
    ),
    patch(WEB, STRATEGIC, r#"{"spec":{"template":{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}}}"#),
    patch(WEB, MERGE, r#"{"metadata":{"annotations":{"note":"no new generation"}}}"#),
    patch(WEB, MERGE, r#"{"spec":{"selector":{"matchLabels":{"app":"other"}}}}"#),
    patch(WEB, MERGE, r#"{"spec":{"replicas":-1}}"#),
    patch(WEB, MERGE, r#"{"status":{"replicas":7}}"#),
    get("/apis/apps/v1/namespaces/k/deployments/web/scale"),
    patch("/apis/apps/v1/namespaces/k/deployments/web/scale", MERGE, r#"{"spec":{"replicas":4}}"#),
    patch(
        "/apis/apps/v1/namespaces/k/deployments/web/status",
        MERGE,
        r#"{"status":{"observedGeneration":3,"replicas":4},"spec":{"replicas":9}}"#,
    ),
    post(
        "/apis/apps/v1/namespaces/k/deployments",
        r#"{"metadata":{"name":"bad"},"spec":{"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"b"}},"spec":{"containers":[{"name":"web"}]}}}}"#,
    ),
    // A Service and a Secret: what the server fills in.
    post("/api/v1/namespaces/k/services", r#"{"metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}"#),
    patch("/api/v1/namespaces/k/services/web", STRATEGIC, r#"{"spec":{"ports":[{"port":443,"name":"tls"},{"port":80,"name":"http"}]}}"#),
    post("/api/v1/namespaces/k/secrets", r#"{"metadata":{"name":"s"},"stringData":{"a":"b"}}"#),
    patch("/api/v1/namespaces/k/secrets/s", MERGE, r#"{"type":"other"}"#),
    post(
        "/apis/batch/v1/namespaces/k/jobs",
        r#"{"metadata":{"name":"j"},"spec":{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#,
    ),
    patch("/api/v1/namespaces/k/configmaps/one/status", MERGE, r#"{"data":{"x":"9"}}"#),
    // Who may, who am I.
    post(
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        r#"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"namespace":"k","verb":"create","resource":"pods"}}}"#,
    ),
    // Custom resources: schema, defaults, pruning, status.
    post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All", CRD),
    post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        r#"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"wrong"},"spec":{"group":"sea.example.org","scope":"Namespaced","names":{"plural":"boats","singular":"boat","kind":"Boat"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}"#,
    ),
    get(BOATS),
    // Deleting: preconditions, finalizers, dry run, collections.
    delete("/api/v1/namespaces/k/configmaps/two?dryRun=All", ""),
    delete("/api/v1/namespaces/k/configmaps/two", r#"{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"other"}}"#),
    delete("/api/v1/namespaces/k/configmaps/two", ""),
    delete("/api/v1/namespaces/k/configmaps/two", ""),
    post(CM, r#"{"metadata":{"name":"held","finalizers":["example.org/hold"]}}"#),
    delete("/api/v1/namespaces/k/configmaps/held", ""),
    delete("/api/v1/namespaces/k/configmaps/held", ""),
    patch("/api/v1/namespaces/k/configmaps/held", MERGE, r#"{"metadata":{"finalizers":["example.org/other"]}}"#),
    patch("/api/v1/namespaces/k/configmaps/held", MERGE, r#"{"metadata":{"finalizers":null}}"#),
    get("/api/v1/namespaces/k/configmaps/held"),
    delete(WEB, r#"{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Foreground"}"#),
    delete("/api/v1/namespaces/k/configmaps?labelSelector=app", ""),
    get(BOAT),
];
