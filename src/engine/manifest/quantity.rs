//! Kubernetes quantities. It knows no resource names.
