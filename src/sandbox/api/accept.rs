//! In which form an answer is wanted: content negotiation. It knows no answer.

use super::super::failure::Failure;

/// The form of an object or list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The object itself.
    Whole,
    /// `PartialObjectMetadata` or a list of it.
    Metadata,
    /// `Table`.
    Table,
}

/// JSON or YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    Yaml,
}

/// The form and encoding of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accept {
    pub(crate) form: Form,
    pub(crate) encoding: Encoding,
}

/// JSON, the object itself.
pub(crate) const WHOLE: Accept = Accept { form: Form::Whole, encoding: Encoding::Json };

impl Accept {
    /// The first wanted form that the sandbox can make, from an `Accept` header.
    pub(crate) fn parse(header: &str) -> Result<Self, Failure> {
        if header.trim().is_empty() {
            return Ok(WHOLE);
        }
        header.split(',').find_map(one).ok_or_else(Failure::not_acceptable)
    }
}

/// Whether a header asks for aggregated discovery, and in which version.
pub(crate) fn aggregated_discovery(header: &str) -> Option<&'static str> {
    let wanted = header.split(',').next().unwrap_or("");
    let has = |parameter: &str| wanted.split(';').any(|own| own.trim() == parameter);
    (has("as=APIGroupDiscoveryList") && has("g=apidiscovery.k8s.io"))
        .then(|| if has("v=v2") { Some("v2") } else { has("v=v2beta1").then_some("v2beta1") })
        .flatten()
}

fn one(media: &str) -> Option<Accept> {
    let mut parts = media.split(';').map(str::trim);
    let encoding = match parts.next()? {
        "*/*" | "application/*" | "application/json" => Encoding::Json,
        "application/yaml" => Encoding::Yaml,
        _ => return None,
    };
    let (mut wanted, mut group, mut version) = ("", "", "");
    for part in parts {
        match part.split_once('=') {
            Some(("as", value)) => wanted = value,
            Some(("g", value)) => group = value,
            Some(("v", value)) => version = value,
            _ => {}
        }
    }
    let form = match wanted {
        "" => Form::Whole,
        _ if group != "meta.k8s.io" || !matches!(version, "v1" | "v1beta1") => return None,
        "Table" => Form::Table,
        "PartialObjectMetadata" | "PartialObjectMetadataList" => Form::Metadata,
        _ => return None,
    };
    Some(Accept { form, encoding })
}

#[cfg(test)]
mod tests {
    use super::{Accept, Encoding, Form, WHOLE, aggregated_discovery};

    #[test]
    fn the_first_form_that_can_be_made_is_taken() {
        let table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
        assert_eq!(Accept::parse(table).unwrap().form, Form::Table);
        assert_eq!(Accept::parse("application/vnd.kubernetes.protobuf,application/json").unwrap(), WHOLE);
        assert_eq!(Accept::parse("application/yaml").unwrap().encoding, Encoding::Yaml);
        assert_eq!(Accept::parse("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1").unwrap().form, Form::Metadata);
        assert!(Accept::parse("application/vnd.kubernetes.protobuf").is_err());
        let discovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
        assert_eq!(aggregated_discovery(discovery), Some("v2"));
        assert_eq!(aggregated_discovery("application/json"), None);
    }
}
