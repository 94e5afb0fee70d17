//! Tests of the area `manifest`.

mod go;
mod kustomize;
mod objects;
mod properties;
mod streams;
