//! What a registry answers, as far as charts need it. It asks nobody.

use std::sync::Arc;

use serde::Deserialize;

/// The archive of a chart.
const CHART: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/// The same before Helm 3.7.
const OLD_CHART: &str = "application/tar+gzip";

/// A page of tags.
#[derive(Deserialize)]
pub(super) struct Tags {
    /// `null` where there is none.
    pub(super) tags: Option<Vec<String>>,
}

/// A token: both names are in use.
#[derive(Deserialize)]
pub(super) struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

impl Token {
    /// The token, if there is one.
    pub(super) fn text(self) -> Option<String> {
        self.token.filter(|text| !text.is_empty()).or(self.access_token).filter(|text| !text.is_empty())
    }
}

#[derive(Deserialize)]
struct Manifest {
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    size: u64,
}

/// The layer that is a chart's archive.
pub(super) struct Layer {
    pub(super) digest: Arc<str>,
    pub(super) size: u64,
}

/// The archive's layer of a manifest; why there is none.
pub(super) fn layer_of(manifest: &[u8]) -> Result<Layer, String> {
    let manifest: Manifest = serde_json::from_slice(manifest).map_err(|_| "its manifest cannot be read".to_owned())?;
    let Some(layers) = manifest.layers else {
        let what = if manifest.manifests.is_some() { "a list of images" } else { "something else" };
        return Err(format!("is {what}, not a chart"));
    };
    let of = |kind: &str| layers.iter().find(|layer| layer.media_type == kind);
    let Some(layer) = of(CHART).or_else(|| of(OLD_CHART)) else {
        let kinds: Vec<&str> = layers.iter().map(|layer| layer.media_type.as_str()).take(3).collect();
        return Err(format!("holds no chart: its layers are {}", if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") }));
    };
    let digits = layer.digest.strip_prefix("sha256:").unwrap_or("");
    if digits.len() != 64 || !digits.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
        return Err(format!("its chart has digest {:?}, which is no SHA-256", layer.digest.chars().take(80).collect::<String>()));
    }
    Ok(Layer { digest: layer.digest.as_str().into(), size: layer.size })
}

#[cfg(test)]
mod tests {
    use super::layer_of;

    #[test]
    fn what_is_no_chart_says_what_it_is() {
        for (manifest, said) in [
            ("{", "its manifest cannot be read"),
            (r#"{"manifests": [{"digest": "sha256:0"}]}"#, "is a list of images, not a chart"),
            (r#"{"layers": []}"#, "holds no chart: its layers are none"),
            (
                r#"{"layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:0", "size": 1}]}"#,
                "holds no chart: its layers are application/vnd.oci.image.layer.v1.tar+gzip",
            ),
            (
                r#"{"layers": [{"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "digest": "../x", "size": 1}]}"#,
                "its chart has digest \"../x\", which is no SHA-256",
            ),
        ] {
            assert_eq!(layer_of(manifest.as_bytes()).err().as_deref(), Some(said), "{manifest}");
        }
    }
}
