//! The API server behind `kube::Client`: connect, discover, list and watch, apply, delete, logs, Lease. It decides nothing.
