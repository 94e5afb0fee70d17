//! The families of the table, each a file.

#![cfg_attr(not(test), expect(clippy::enum_glob_use, reason = "the words of the table stand for themselves"))]

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
mod compliance;
mod conditions;
mod config_connector;
mod confluent;
mod coralogix;
mod crossplane;
mod crossplane_stacks;
mod data_services;
mod datadog;
mod deliveries;
mod elastic;
mod external_secrets;
mod flagger;
mod flink;
mod flux_releases;
mod flux_sources;
mod functions;
mod gardener;
mod gateway_api;
mod gloo;
mod grafana;
mod humio;
mod iam_manager;
mod istio;
mod jaeger;
mod karmada;
mod karpenter;
mod keda;
mod keptn;
mod keycloak;
mod koperator;
mod kruise;
mod kubernetes;
mod kubevirt;
mod kubevirt_data;
mod mariadb;
mod numaflow;
mod openshift_deployments;
mod operator_lifecycle;
mod postgres_zalando;
mod promoter;
mod promoter_commits;
mod rabbitmq;
mod rook;
mod routes_and_names;
mod sap;
mod sealed_secrets;
mod secret_items;
mod spark;
mod spin;
mod strimzi;
mod telemetry;
mod three_scale;
mod volumes_and_buckets;

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
    compliance::ENTRIES,
    config_connector::ENTRIES,
    confluent::ENTRIES,
    coralogix::ENTRIES,
    crossplane::ENTRIES,
    crossplane_stacks::ENTRIES,
    data_services::ENTRIES,
    datadog::ENTRIES,
    deliveries::ENTRIES,
    elastic::ENTRIES,
    external_secrets::ENTRIES,
    flagger::ENTRIES,
    flink::ENTRIES,
    flux_releases::ENTRIES,
    flux_sources::ENTRIES,
    functions::ENTRIES,
    gardener::ENTRIES,
    gateway_api::ENTRIES,
    gloo::ENTRIES,
    grafana::ENTRIES,
    humio::ENTRIES,
    iam_manager::ENTRIES,
    istio::ENTRIES,
    jaeger::ENTRIES,
    karmada::ENTRIES,
    karpenter::ENTRIES,
    keda::ENTRIES,
    keptn::ENTRIES,
    keycloak::ENTRIES,
    koperator::ENTRIES,
    kruise::ENTRIES,
    kubernetes::ENTRIES,
    kubevirt::ENTRIES,
    kubevirt_data::ENTRIES,
    mariadb::ENTRIES,
    numaflow::ENTRIES,
    openshift_deployments::ENTRIES,
    operator_lifecycle::ENTRIES,
    postgres_zalando::ENTRIES,
    promoter::ENTRIES,
    rabbitmq::ENTRIES,
    rook::ENTRIES,
    routes_and_names::ENTRIES,
    sap::ENTRIES,
    sealed_secrets::ENTRIES,
    secret_items::ENTRIES,
    spark::ENTRIES,
    spin::ENTRIES,
    strimzi::ENTRIES,
    telemetry::ENTRIES,
    three_scale::ENTRIES,
    volumes_and_buckets::ENTRIES,
];
