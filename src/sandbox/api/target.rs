//! Which resource a path means, as the API server's `RequestInfo` reads it. It knows not whether there is such a resource.

use http::Method;

/// A path below `/api/v1` or `/apis/GROUP/VERSION`, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) group: String,
    pub(crate) version: String,
    /// Empty in cluster scope and for all namespaces.
    pub(crate) namespace: String,
    pub(crate) plural: String,
    /// Empty for the collection.
    pub(crate) name: String,
    pub(crate) subresource: String,
}

/// What is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    List,
    Watch,
    Create,
    Update,
    Patch,
    Delete,
    DeleteCollection,
}

impl Verb {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::List => "list",
            Self::Watch => "watch",
            Self::Create => "create",
            Self::Update => "update",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::DeleteCollection => "deletecollection",
        }
    }

    /// The verb of a method; a method that Kubernetes does not know has none.
    pub(crate) fn of(method: &Method, target: &Target, watch: bool) -> Option<Self> {
        let named = !target.name.is_empty();
        Some(match *method {
            Method::GET | Method::HEAD if named => Self::Get,
            Method::GET | Method::HEAD if watch => Self::Watch,
            Method::GET | Method::HEAD => Self::List,
            Method::POST => Self::Create,
            Method::PUT => Self::Update,
            Method::PATCH => Self::Patch,
            Method::DELETE if named => Self::Delete,
            Method::DELETE => Self::DeleteCollection,
            _ => return None,
        })
    }
}

impl Target {
    /// The target of a path; none where the path is no resource's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let decoded: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(percent_decoded).collect();
        let parts: Vec<&str> = decoded.iter().map(String::as_str).collect();
        let (group, version, rest) = match parts.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return None,
        };
        let (namespace, rest) = match rest {
            ["namespaces", name] => (*name, &["namespaces", name][..]),
            ["namespaces", name, sub @ ("status" | "finalize")] => (*name, &["namespaces", name, sub][..]),
            ["namespaces", name, rest @ ..] => (*name, rest),
            rest => ("", rest),
        };
        let part = |index: usize| rest.get(index).copied().unwrap_or("").to_owned();
        if rest.is_empty() || rest.len() > 4 {
            return None;
        }
        Some(Self {
            group: group.to_owned(),
            version: version.to_owned(),
            namespace: namespace.to_owned(),
            plural: part(0),
            name: part(1),
            subresource: part(2),
        })
    }

    /// `deployments/scale`, as authorizers see it.
    pub(crate) fn resource_text(&self) -> String {
        if self.subresource.is_empty() { self.plural.clone() } else { format!("{}/{}", self.plural, self.subresource) }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digits = (ahead.next(), ahead.next());
        match (byte, digits) {
            (b'%', (Some(high), Some(low))) => {
                let hex = [high, low];
                match std::str::from_utf8(&hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    Some(decoded) => {
                        out.push(decoded);
                        bytes = ahead;
                    }
                    None => out.push(byte),
                }
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn paths_are_read_as_the_api_server_reads_them() {
        let read = |path: &str| {
            let t = Target::parse(path).unwrap_or_default();
            [t.group, t.version, t.namespace, t.plural, t.name, t.subresource].join(",")
        };
        assert_eq!(read("/api/v1/pods"), ",v1,,pods,,");
        assert_eq!(read("/api/v1/namespaces/shop/pods/web/log"), ",v1,shop,pods,web,log");
        assert_eq!(read("/api/v1/namespaces/shop"), ",v1,shop,namespaces,shop,");
        assert_eq!(read("/api/v1/namespaces"), ",v1,,namespaces,,");
        assert_eq!(read("/api/v1/namespaces/shop/finalize"), ",v1,shop,namespaces,shop,finalize");
        assert_eq!(read("/apis/apps/v1/namespaces/shop/deployments/web/scale"), "apps,v1,shop,deployments,web,scale");
        assert_eq!(
            read("/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode"),
            "rbac.authorization.k8s.io,v1,,clusterroles,system:node,"
        );
        assert_eq!(Target::parse("/apis/apps/v1"), None);
        assert_eq!(Target::parse("/version"), None);
    }
}
