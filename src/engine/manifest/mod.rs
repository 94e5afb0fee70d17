//! YAML and JSON ⇄ objects: the only place where manifests are parsed and printed. The quirks of Go's YAML decoders live
//! here. It knows no Git and no cluster.

pub mod file;
