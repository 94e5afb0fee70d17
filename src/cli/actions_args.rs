//! The arguments of `tiphys app actions …`: as `argocd app actions` has them, with parameters. It knows no session.

use std::sync::Arc;

use clap::{Args, Subcommand};

use super::app_args::{Agree, Which};
use super::args::Output;

/// `app actions` …
#[derive(Debug, Subcommand)]
pub enum Actions {
    /// List what can be done to resources: restart, pause, scale…; and why something cannot be done now
    List(ListArgs),
    /// Show exactly what an action would send, ask, and send it
    Run(RunArgs),
}

/// Which resources.
#[derive(Debug, Args, Clone, Default)]
pub struct Chosen {
    /// Kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Group; "" for the core group
    #[arg(long)]
    pub group: Option<String>,
    /// Namespace of the resource
    #[arg(long)]
    pub namespace: Option<String>,
    /// Name of the resource; one that belongs to a managed one (a Job of a CronJob) only by its name
    #[arg(long)]
    pub resource_name: Option<String>,
}

/// What is listed.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which application
    #[command(flatten)]
    pub which: Which,
    /// Which resources
    #[command(flatten)]
    pub chosen: Chosen,
    /// Output
    #[arg(short, long, visible_alias = "out", value_enum, default_value_t)]
    pub output: Output,
}

/// What is run.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Which application
    #[command(flatten)]
    pub which: Which,
    /// The action's name
    #[arg(value_name = "ACTION")]
    pub action: String,
    /// Which resources
    #[command(flatten)]
    pub chosen: Chosen,
    /// A parameter of the action, e.g. replicas=3
    #[arg(long = "param", short = 'p', value_name = "NAME=VALUE", value_parser = param)]
    pub params: Vec<(Arc<str>, Arc<str>)>,
    /// Run it on every resource that matches
    #[arg(long)]
    pub all: bool,
    /// Only show what would be sent
    #[arg(long)]
    pub dry_run: bool,
    /// Output: what is sent, for people or for programs
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// How it is agreed to
    #[command(flatten)]
    pub agree: Agree,
}

fn param(text: &str) -> Result<(Arc<str>, Arc<str>), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.into(), value.into())),
        Some(_) | None => Err("a parameter is NAME=VALUE".to_owned()),
    }
}
