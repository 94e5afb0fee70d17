//! Rules about what is deployed, beyond what Argo CD asks: image and change rules of `tiphys-cm`, and Kyverno's `validate` policies. Pure:
//! objects and rules in, judgements out. It knows no cluster and no clock.

pub mod kyverno;
