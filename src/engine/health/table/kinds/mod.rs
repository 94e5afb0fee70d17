//! The families of the table, each a file.

#![expect(clippy::enum_glob_use, reason = "the words of the table stand for themselves")]

mod ack;
mod altinity;
mod argo_cd;
mod argo_rollouts;
mod argo_workflows;
mod astra;
mod atlas;
mod camel;
mod cert_manager;
mod cluster_api;
mod conditions;
mod config_connector;
mod coralogix;
mod crossplane;
mod datadog;
mod elastic;
mod external_secrets;
mod flagger;
mod flink;
mod flux_releases;
mod gardener;
mod gateway_api;
mod gloo;
mod grafana;
mod humio;
mod iam_manager;
mod istio;
mod jaeger;
mod karpenter;
mod keycloak;
mod koperator;
mod kruise;
mod kubernetes;
mod kubevirt_data;
mod mariadb;
mod openshift_deployments;
mod postgres_zalando;
mod rook;
mod sealed_secrets;
mod spin;
mod strimzi;
mod three_scale;

use super::words::Entry;

/// Every family.
pub(super) const ALL: &[&[Entry]] = &[
    ack::ENTRIES,
    altinity::ENTRIES,
    argo_cd::ENTRIES,
    argo_rollouts::ENTRIES,
    argo_workflows::ENTRIES,
    astra::ENTRIES,
    atlas::ENTRIES,
    camel::ENTRIES,
    cert_manager::ENTRIES,
    cluster_api::ENTRIES,
    config_connector::ENTRIES,
    coralogix::ENTRIES,
    crossplane::ENTRIES,
    datadog::ENTRIES,
    elastic::ENTRIES,
    external_secrets::ENTRIES,
    flagger::ENTRIES,
    flink::ENTRIES,
    flux_releases::ENTRIES,
    gardener::ENTRIES,
    gateway_api::ENTRIES,
    gloo::ENTRIES,
    grafana::ENTRIES,
    humio::ENTRIES,
    iam_manager::ENTRIES,
    istio::ENTRIES,
    jaeger::ENTRIES,
    karpenter::ENTRIES,
    keycloak::ENTRIES,
    koperator::ENTRIES,
    kruise::ENTRIES,
    kubernetes::ENTRIES,
    kubevirt_data::ENTRIES,
    mariadb::ENTRIES,
    openshift_deployments::ENTRIES,
    postgres_zalando::ENTRIES,
    rook::ENTRIES,
    sealed_secrets::ENTRIES,
    spin::ENTRIES,
    strimzi::ENTRIES,
    three_scale::ENTRIES,
];
