//! Tests of the area `manifest`.

mod go;
