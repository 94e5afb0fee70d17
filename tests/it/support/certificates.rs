//! An authority of a test's own, with a server and a client that it vouches for.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

/// A server's certificate and a client's, of one authority.
pub(crate) struct Certificates {
    pub(crate) authority: String,
    pub(crate) server: Arc<ServerConfig>,
    pub(crate) client: String,
    pub(crate) client_key: String,
}

pub(crate) fn certificates() -> Certificates {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut params = CertificateParams::new(Vec::new()).expect("names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let signed = |names: &[&str]| {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).expect("names");
        (params.signed_by(&key, &authority).expect("a certificate"), key)
    };
    let ((server, server_key), (client, client_key)) = (signed(&["127.0.0.1"]), signed(&["ann"]));
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("an authority");
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect("a verifier");
    let key = PrivatePkcs8KeyDer::from(server_key.serialize_der()).into();
    let config = ServerConfig::builder().with_client_cert_verifier(verifier).with_single_cert(vec![server.der().clone()], key);
    Certificates {
        authority: authority.pem(),
        server: Arc::new(config.expect("a configuration")),
        client: client.pem(),
        client_key: client_key.serialize_pem(),
    }
}
