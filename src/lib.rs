//! Tiphys: the operator's console for GitOps on Kubernetes, with the GitOps engine in the binary.
//!
//! Functional core, imperative shell. One pure `session::update::update(&mut State, Timed) -> Vec<Ticketed>` decides; `runtime` carries
//! effects out against the real Kubernetes client and real Git; console, CLI (and later the controller) are readers of the same state.
//! The cluster varies *below* `kube::Client` (the sandbox is a tower service), Git varies by URL. Time enters as a value.
//!
//! # Who may name whom
//!
//! ```text
//! main ─► tui ─────────┐        sandbox ─► engine::{manifest,schema,merge}, model   (named by main for `demo`, and by tests)
//!    └──► cli ─────────┴─► view ─► session ─► engine ─► model
//!                      └─► runtime ─► adapters{cluster,git,web,charts,judge,store} ─► engine, model
//!                             └─────► session, config
//! ```
//!
//! `config` names `model`. `model`, `engine`, `session` and `view` are pure: no client, no Git, no file, no clock, no screen, no hash map
//! with a random order. `tests/it/architecture.rs` reads the sources and fails on a forbidden arrow or name.
//!
//! # Seven decisions
//!
//! - **One value**: `model::object::Object`, immutable, shared, sorted keys, Go's numbers. No `Display`; `Debug` prints the key only. What may
//!   be shown is `engine::compare::mask::Shown`, and every text of a page is cleaned where `view::page::Span` is made.
//! - **Needs, not callbacks**: pure functions return `engine::step::Step`: done (value, problems, reads), or the needs that
//!   `runtime::answers` fulfils before it calls again. What content itself names (remote bases, files over HTTP, charts) is fetched as a
//!   stranger would, guarded by `runtime::remotes` and `adapters::web`; programs in content (Jsonnet) and in settings (Lua, jq) run in
//!   worker processes.
//! - **Reads make caches honest**: a render says what it read: blobs, absent paths, listings. `engine::reads` tells whether all of it is
//!   still so at another commit; `runtime::renders` makes again only what is not, and compares only what moved.
//! - **Partial is not empty**: an error or an open need makes a desired side partial: Unknown, no plan, no prune; a live kind that is
//!   not known is neither missing nor extra.
//! - **Provenance on demand**: a render that is asked for it keeps a `model::object::trail` beside each object, so that a difference can
//!   name the file, overlay or transformer behind each line. Whoever judges does not ask, and pays nothing.
//! - **A template sees values only**: `engine::template` is Go's `text/template` with sprig and Helm's functions; it has no file, network or
//!   clock, and everything that a hostile chart could make large or endless is counted (`template::budget`). Trees are parsed once for
//!   all who render the same content; `engine::render::helm` is `helm template` around it, and keeps each document's text as rendered.
//! - **Chance is a value**: templates draw time and random values from `engine::render::entropy`. Plans, verdicts and differences are
//!   made with public ones; a second and third render find the fields that depend on them (`Object::generated`), which no digest
//!   holds. What an operation sends has values of its own seed, which take their places after everything is decided.
//!
//! # From a key to a synced resource
//!
//! `tui::run` reads a key; the keymap makes it an `Action`; `handle` checks it and makes a `session::command::Command`; one that changes
//! the world is shown in a confirm with the digest of its plan. `update` opens a drive (`session::drive`): the plan is made again and must
//! have the same digest; `engine::gate` lets every rule judge it (rights, project, windows, signatures, our own rules, Kyverno), and one that
//! refuses ends it there; the guard looks for an Argo CD controller; a Lease is taken; the seed of random values is kept, if
//! any are sent; the record is written; then
//! `engine::sync::advance` says, fact by fact, what to do next. Progress is written to the Application as it goes, so that any console can
//! show the operation, end it, or resume it after a crash. When all is applied, health is awaited before anything is called a success.

pub mod model;

pub mod engine;

pub mod session;
pub mod view;

pub mod adapters;
pub mod runtime;
pub mod sandbox;

pub mod cli;
pub mod config;
pub mod tui;
