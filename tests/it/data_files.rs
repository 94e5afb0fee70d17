//! Tests of the area `data_files`.
