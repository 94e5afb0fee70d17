//! `tiphys render helm`: what `helm template` prints, by the same flags; no cluster, no journal.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::helm_args::HelmArgs;
use super::render::{masked, on_disk, print, settle_with};
use super::{helm_login as login, out, provenance};
use crate::engine::render::entropy::Entropy;
use crate::engine::render::helm::layers::{Layers, flag_hint};
use crate::engine::render::helm::manifests::print::{self as printed, Parts};
use crate::engine::render::helm::manifests::sort::Sorted;
use crate::engine::render::helm::objects;
use crate::engine::render::helm::packed::{ChartRef, NamedBy};
use crate::engine::render::helm::rendering::Release;
use crate::engine::render::helm::request::{self, FileAt, Origin, Request};
use crate::engine::render::helm::run::{Output, Unsorted, release_name};
use crate::engine::step::{Answers, Asking, Step};
use crate::engine::template::chance::Chance;
use crate::engine::tree::Files;
use crate::model::problem::{Place, Problem, ProblemKind, any_error};
use crate::model::text::clean;
use crate::runtime::alone::draw;
use crate::runtime::world::World;

/// The largest values that are read from standard input.
const MAX_INPUT: u64 = 16 << 20;

/// Renders a chart.
pub(super) fn run(args: &HelmArgs, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    let request = requested(args)?;
    // What is printed may be applied: its random values are nobody else's.
    let entropy = draw()?;
    let work = |answers: &Answers| -> Step<Option<Unsorted>> {
        let mut asking = Asking::new(answers);
        let rendered = request::templates(&request, &entropy.chance(&request.release.name), &mut asking);
        asking.finish(rendered)
    };
    let (rendered, problems) = settle_with(login::known(args)?, world, work)?;
    let mut problems: Vec<Problem> = problems.into_iter().map(|problem| login::advised(problem, args)).collect();
    let Some(rendered) = rendered else { return Ok(print(&problems, String::new)) };
    rendered.warnings.iter().for_each(|warning| out::problem(&Problem::warning(ProblemKind::BadInput, warning.as_str())));
    // What is no YAML is of use to who looks for the mistake, and to nobody else.
    let unread = if args.debug { printed::unread(&rendered.files) } else { String::new() };
    match rendered.sorted() {
        Ok(output) => shown(args, &output, problems),
        Err(problem) => {
            out::raw(unread.as_bytes());
            problems.push(problem);
            Ok(print(&problems, String::new))
        }
    }
}

fn shown(args: &HelmArgs, output: &Output, mut problems: Vec<Problem>) -> Result<u8, Problem> {
    let parts = Parts { hooks: !args.no_hooks, tests: !args.skip_tests };
    if args.mask || args.provenance {
        let (objects, found) = objects::of(output, args.include_crds, parts, true);
        problems.extend(found);
        let traced: Vec<_> = objects.iter().map(crate::model::object::Object::traced).collect();
        return Ok(print(&problems, || {
            if args.mask { masked(&objects) } else { format!("{}{}", provenance::lines(&traced), provenance::values(&output.origins)) }
        }));
    }
    let crds = if args.include_crds { output.crds.as_slice() } else { &[] };
    if let Some(folder) = &args.output_dir {
        if any_error(&problems) {
            return Ok(print(&problems, String::new));
        }
        // Helm keeps definitions of kinds outside the release's folder.
        written(folder, printed::files(crds, &Sorted::default(), parts))?;
        let inner = if args.release_name { folder.join(&*release(args)?) } else { folder.clone() };
        written(&inner, printed::files(&[], &output.sorted, parts))?;
        return Ok(0);
    }
    let mut text = printed::print(crds, &output.sorted, parts);
    if !args.show_only.is_empty() {
        let hint = "name a template by its path within the chart: templates/web.yaml";
        text = printed::only(&text, &args.show_only).map_err(|cause| Problem::error(ProblemKind::NotFound, cause).hint(hint))?;
    }
    Ok(print(&problems, || text))
}

/// Writes files below a folder.
fn written(folder: &Path, files: Vec<(String, String)>) -> Result<(), Problem> {
    for (path, text) in files {
        if path.split('/').any(|part| part == "..") {
            return Err(Problem::error(ProblemKind::BadInput, "leads out of the folder").at(Place::file(&*path)));
        }
        let told = |error: std::io::Error| Problem::error(ProblemKind::BadInput, error.to_string().to_lowercase()).at(Place::file(&*path));
        let file = folder.join(&path);
        fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(told)?;
        fs::write(&file, text).map_err(told)?;
        out::say(&clean(&format!("wrote {}", file.display())));
    }
    Ok(())
}

fn requested(args: &HelmArgs) -> Result<Request, Problem> {
    let chart = args.names.last().map_or("", String::as_str);
    let mut contents = Vec::new();
    for text in &args.set_file {
        let wrong =
            |cause: String| Problem::error(ProblemKind::BadInput, cause).at(Place::file("--set-file")).hint(flag_hint("--set-file"));
        let names = request::names_in(text).map_err(wrong)?;
        let at = |name: &str| file_at(name).map_err(|problem| wrong(format!("failed parsing --set-file data: {}", problem.cause)));
        let files = names.into_iter().map(|name| at(&name).map(|at| (name, at))).collect::<Result<_, _>>()?;
        contents.push((text.clone(), files));
    }
    Ok(Request {
        origin: origin(chart, args)?,
        completes: args.dependency_update,
        files: args.values.iter().map(|name| file_at(name)).collect::<Result<_, _>>()?,
        layers: Layers {
            json: args.set_json.clone(),
            set: args.set.clone(),
            texts: args.set_string.clone(),
            literals: args.set_literal.clone(),
            ..Layers::default()
        },
        contents,
        release: Release { name: release(args)?, namespace: args.namespace.as_str().into(), is_upgrade: args.is_upgrade },
        kube_version: args.kube_version.as_deref().unwrap_or_default().into(),
        api_versions: args.api_versions.iter().map(|version| version.as_str().into()).collect(),
        checks_schema: !args.skip_schema_validation,
        traces: args.provenance,
    })
}

/// The release's name. As Helm has it: the one given, else its template's, else `release-name`.
fn release(args: &HelmArgs) -> Result<Arc<str>, Problem> {
    let bad = |cause: &str| Problem::error(ProblemKind::BadInput, cause);
    match (args.names.as_slice(), &args.name_template, args.generate_name) {
        ([_, _], Some(_), _) => Err(bad("cannot set --name-template and also specify a name")),
        ([_, _], None, true) => Err(bad("cannot set --generate-name and also specify a name")),
        ([name, _], None, false) => Ok(name.as_str().into()),
        (_, Some(template), _) => {
            release_name(template, &chance(&draw()?)).map(Arc::from).map_err(|cause| bad(&cause).at(Place::file("--name-template")))
        }
        (_, None, _) => Ok("release-name".into()),
    }
}

fn chance(entropy: &Entropy) -> Chance {
    entropy.chance("name-template")
}

fn origin(chart: &str, args: &HelmArgs) -> Result<Origin, Problem> {
    let version = match (&args.version, args.devel) {
        (Some(version), _) => version.as_str(),
        (None, true) => ">0.0.0-0",
        (None, false) => "",
    };
    if let Some(repo) = &args.repo {
        return Ok(Origin::Repository(named(ChartRef::new(repo, chart, version), args)));
    }
    if chart.starts_with("oci://") {
        return Ok(Origin::Repository(named(ChartRef::new(chart, "", version), args)));
    }
    let place = on_disk(Path::new(chart)).map_err(|problem| {
        let hint = "give a chart's folder or archive, oci://…, or its repository with --repo";
        Problem { cause: format!("path {chart:?} not found").into(), place: None, ..problem }.hint(hint)
    })?;
    Ok(Origin::Path(Files { tree: place.tree }, place.path))
}

fn named(chart: ChartRef, args: &HelmArgs) -> ChartRef {
    let named_by = NamedBy::Operator { project: Arc::default(), passes_credentials: args.pass_credentials };
    ChartRef { named_by, ..chart }
}

fn file_at(name: &str) -> Result<FileAt, Problem> {
    if name.starts_with("http://") || name.starts_with("https://") {
        return Ok(FileAt::Url(name.into()));
    }
    if name == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut bytes);
        read.map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()).at(Place::file("standard input")))?;
        return Ok(FileAt::Given(name.into(), bytes.into()));
    }
    let path = Path::new(name);
    let place = on_disk(path).map_err(|problem| {
        let why = if path.symlink_metadata().is_ok() { &problem.cause } else { "no such file or directory" };
        Problem { cause: format!("open {name}: {why}").into(), place: None, ..problem }.hint("correct the path of the values file")
    })?;
    if path.is_dir() {
        let cause = format!("read {name}: is a directory");
        return Err(Problem::error(ProblemKind::BadInput, cause).hint("name the values file in it"));
    }
    Ok(FileAt::Path(name.into(), Files { tree: place.tree }, place.path))
}
