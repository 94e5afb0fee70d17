//! The families of the table, each a file.

#![expect(clippy::enum_glob_use, reason = "the words of the table stand for themselves")]

mod argo_workflows;
mod compliance;
mod confluent;
mod crossplane_stacks;
mod data_services;
mod deliveries;
mod flux_sources;
mod functions;
mod karmada;
mod keda;
mod keptn;
mod kubevirt;
mod numaflow;
mod operator_lifecycle;
mod promoter;
mod promoter_commits;
mod rabbitmq;
mod routes_and_names;
mod sap;
mod secret_items;
mod spark;
mod telemetry;
mod volumes_and_buckets;

use super::words::Entry;

/// Every family.
pub(super) const ALL: &[&[Entry]] = &[
    argo_workflows::ENTRIES,
    compliance::ENTRIES,
    confluent::ENTRIES,
    crossplane_stacks::ENTRIES,
    data_services::ENTRIES,
    deliveries::ENTRIES,
    flux_sources::ENTRIES,
    functions::ENTRIES,
    karmada::ENTRIES,
    keda::ENTRIES,
    keptn::ENTRIES,
    kubevirt::ENTRIES,
    numaflow::ENTRIES,
    operator_lifecycle::ENTRIES,
    promoter::ENTRIES,
    rabbitmq::ENTRIES,
    routes_and_names::ENTRIES,
    sap::ENTRIES,
    secret_items::ENTRIES,
    spark::ENTRIES,
    telemetry::ENTRIES,
    volumes_and_buckets::ENTRIES,
];
