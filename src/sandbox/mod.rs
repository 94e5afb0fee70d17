//! An API server honest enough for `kube::Client` and kubectl, with controllers and the demo's fleet.
