//! Real API servers for tests, by the convention of `envtest`: `KUBEBUILDER_ASSETS` names a folder that holds `etcd` and
//! `kube-apiserver` (and, where they are there, kube-controller-manager, kube-scheduler, kwok, argocd). Without it a test
//! prints one line, `skipped: …`, and passes. `TIPHYS_TESTBED_REPORT` names a file that gets one line a test, `ran NAME` or
//! `skipped NAME`, so that CI can count.
//!
//! One control plane serves the whole test process ([`shared`]); a test that kills servers starts its own ([`own`]). Each
//! is stopped by a watchdog: a child that waits for the end of a pipe which only this process holds, so that nothing is
//! left behind however the process ends.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use tiphys::adapters::cluster::connect::{Choice, Cluster, connection};

/// How long a control plane may take to start on a busy machine.
const START: Duration = Duration::from_mins(2);

/// A control plane of this process.
pub(crate) struct Testbed {
    dir: PathBuf,
    assets: PathBuf,
    /// Whether Deployments and Jobs progress: controllers, scheduler and fake nodes run.
    pub(crate) has_controllers: bool,
    /// Its end is the end of the control plane.
    lifeline: Mutex<Option<(Child, ChildStdin)>>,
}

/// What to start beside etcd and kube-apiserver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// Nothing.
    ApiServer,
    /// Controllers, scheduler, two fake nodes.
    Controllers,
}

/// The control plane that all tests share; none where `KUBEBUILDER_ASSETS` is not set. It has controllers where the folder
/// holds them.
pub(crate) fn shared() -> Option<&'static Testbed> {
    static SHARED: OnceLock<Option<Testbed>> = OnceLock::new();
    let bed = SHARED.get_or_init(|| {
        let assets = assets()?;
        let with = if script("up").is_some() && assets.join("kwok").exists() { With::Controllers } else { With::ApiServer };
        Some(Testbed::start(&assets, with))
    });
    report(bed.is_some());
    bed.as_ref()
}

/// A control plane of a test's own: it may be killed, and Argo CD may run on it.
pub(crate) fn own(with: With) -> Option<Testbed> {
    let assets = assets();
    report(assets.is_some());
    assets.map(|assets| Testbed::start(&assets, with))
}

/// The folder of the servers, or one line that says why there is none.
fn assets() -> Option<PathBuf> {
    let folder = std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from);
    let found = folder.filter(|folder| folder.join("etcd").exists() && folder.join("kube-apiserver").exists());
    if found.is_none() {
        println!("skipped: KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver");
    }
    found
}

/// A program in that folder, where it is there.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let found = std::env::var_os("KUBEBUILDER_ASSETS").map(|folder| PathBuf::from(folder).join(name)).filter(|file| file.exists());
    if found.is_none() {
        println!("skipped: KUBEBUILDER_ASSETS names no folder with {name}");
    }
    report(found.is_some());
    found
}

/// The types that the shared control plane publishes, in a file; none where there is no control plane.
pub(crate) fn openapi() -> Option<PathBuf> {
    let bed = shared()?;
    let file = bed.dir.join("openapi.json");
    if !file.exists() {
        let text = bed.kubectl(&["get", "--raw", "/openapi/v2"]);
        // Two tests may do it at once: nobody sees half of it.
        let own = bed.dir.join(format!("openapi-{:?}.json", std::thread::current().id()));
        fs::write(&own, text).expect("the types are written");
        fs::rename(&own, &file).expect("the types get their name");
    }
    Some(file)
}

/// A script of the testbed beside the project, where it is there.
pub(crate) fn script(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/testbed").join(name);
    path.exists().then_some(path)
}

/// One line in the report; the test's name is its thread's.
pub(crate) fn report(has_run: bool) {
    let Some(file) = std::env::var_os("TIPHYS_TESTBED_REPORT") else { return };
    let name = std::thread::current().name().unwrap_or("unnamed").to_owned();
    let line = format!("{} {name}\n", if has_run { "ran" } else { "skipped" });
    let mut file = OpenOptions::new().create(true).append(true).open(file).expect("the report file opens");
    file.write_all(line.as_bytes()).expect("the report takes a line");
}

impl Testbed {
    fn start(assets: &Path, with: With) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("testbed-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder for the control plane");
        // The watchdog first: a start that fails half-way is cleared away too.
        let lifeline = Mutex::new(Some(watchdog(&dir)));
        let bed = Self { dir, assets: assets.to_owned(), has_controllers: with == With::Controllers, lifeline };
        match script("up") {
            Some(up) => {
                bed.start_by_script(&up, with);
                if bed.has_controllers {
                    bed.keep_nodes_ready();
                }
            }
            None => super::plain_plane::start(&bed.dir, &bed.assets),
        }
        bed
    }

    fn start_by_script(&self, up: &Path, with: With) {
        let mut command = Command::new(up);
        if with == With::Controllers {
            command.args(["--controllers", "--nodes", "2"]);
        }
        let output = command.arg(&self.dir).env("KUBEBUILDER_ASSETS", &self.assets).stdin(Stdio::null()).output().expect("the script runs");
        assert!(output.status.success(), "the control plane did not start: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The fake nodes send no heartbeats: fifty seconds after their start the node controller would call them NotReady and every Pod on
    /// them with it, for ever, though kwok makes the nodes Ready again at once. It is told to wait longer than any test.
    fn keep_nodes_ready(&self) {
        let controllers = "kube-controller-manager";
        self.end(controllers, "-TERM");
        let kept = self.dir.join(format!("{controllers}.cmdline"));
        let mut line = fs::read(&kept).expect("it was ended");
        line.extend_from_slice(b"--node-monitor-grace-period=24h\0");
        fs::write(&kept, line).expect("its command line is kept");
        self.start_again(controllers);
    }

    /// The administrator's kubeconfig.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.dir.join("kubeconfig")
    }

    /// The kubeconfig of `alice` (group `sre`), `bob` (`release`) or `carol` (`viewers`), who hold no rights.
    pub(crate) fn kubeconfig_of(&self, user: &str) -> PathBuf {
        self.dir.join(format!("kubeconfig.{user}"))
    }

    /// A connection as the administrator.
    pub(crate) async fn cluster(&self) -> Cluster {
        open(&self.kubeconfig()).await
    }

    /// A connection as one of the users.
    pub(crate) async fn cluster_of(&self, user: &str) -> Cluster {
        open(&self.kubeconfig_of(user)).await
    }

    /// A program of the assets folder, with the administrator's kubeconfig.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.assets.join(name));
        command.env("KUBECONFIG", self.kubeconfig()).env("HOME", &self.dir).stdin(Stdio::null());
        command
    }

    /// kubectl's standard output; the test fails when kubectl does.
    pub(crate) fn kubectl(&self, args: &[&str]) -> String {
        let output = self.program("kubectl").args(args).output().expect("kubectl runs");
        assert!(output.status.success(), "kubectl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// kubectl with a text on its standard input.
    pub(crate) fn kubectl_with(&self, args: &[&str], input: &str) -> String {
        let mut child = self
            .program("kubectl")
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("kubectl runs");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("kubectl reads");
        let output = child.wait_with_output().expect("kubectl ends");
        assert!(output.status.success(), "kubectl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts Argo CD on it; false, with a line that says why, where it cannot be.
    pub(crate) fn start_argocd(&self) -> bool {
        self.argocd(&[]).is_some()
    }

    /// The same with Argo CD's API server (without logins): its address, `http://127.0.0.1:PORT`.
    pub(crate) fn start_argocd_server(&self) -> Option<String> {
        self.argocd(&["--server"]).map(|said| said.trim().to_owned())
    }

    /// What the script said on standard output, if Argo CD runs now.
    fn argocd(&self, flags: &[&str]) -> Option<String> {
        let (Some(up), true) = (script("argocd-up"), self.assets.join("argocd").exists()) else {
            println!("skipped: no argocd among the assets");
            return None;
        };
        let mut command = Command::new(up);
        command.args(flags).arg(&self.dir).env("TIPHYS_TESTBED", &self.assets).stdin(Stdio::null());
        let output = command.output().expect("the script runs");
        if !output.status.success() {
            println!("skipped: Argo CD did not start: {}", String::from_utf8_lossy(&output.stderr));
            return None;
        }
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Kills the API server as a crash would.
    pub(crate) fn kill_api_server(&self) {
        self.end("kube-apiserver", "-KILL");
    }

    /// Ends one process of the control plane, by the id it was started with.
    pub(crate) fn end(&self, process: &str, signal: &str) {
        let pid = fs::read_to_string(self.dir.join(format!("{process}.pid"))).expect("a pid file");
        let command_line = self.command_line(process);
        assert!(!command_line.is_empty(), "{process} runs");
        fs::write(self.dir.join(format!("{process}.cmdline")), &command_line).expect("its command line is kept");
        assert!(Command::new("kill").args([signal, pid.trim()]).status().expect("kill runs").success());
        let deadline = Instant::now() + START;
        while !self.command_line(process).is_empty() {
            assert!(Instant::now() < deadline, "{process} does not end");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// Arguments of a process as it runs now; empty when it does not (a zombie has none).
    fn command_line(&self, process: &str) -> Vec<u8> {
        let pid = fs::read_to_string(self.dir.join(format!("{process}.pid"))).unwrap_or_default();
        fs::read(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default()
    }

    /// Starts a process again as it was before [`Testbed::end`]; whoever needs it waits for it to answer.
    pub(crate) fn start_again(&self, process: &str) {
        let line = fs::read(self.dir.join(format!("{process}.cmdline"))).expect("it was ended before");
        let args: Vec<String> =
            line.split(|byte| *byte == 0).filter(|arg| !arg.is_empty()).map(|arg| String::from_utf8_lossy(arg).into_owned()).collect();
        let (program, args) = args.split_first().expect("a command line");
        let log = || OpenOptions::new().create(true).append(true).open(self.dir.join(format!("{process}.log"))).expect("its log");
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.dir).stdin(Stdio::null()).stdout(log()).stderr(log()).process_group(0);
        let child = command.spawn().expect("it starts again");
        fs::write(self.dir.join(format!("{process}.pid")), child.id().to_string()).expect("its pid is kept");
    }
}

impl Drop for Testbed {
    /// Only a test's own control plane is dropped; the shared one goes with the process.
    fn drop(&mut self) {
        if let Some((mut watchdog, lifeline)) = self.lifeline.lock().ok().and_then(|mut held| held.take()) {
            drop(lifeline);
            let _ = watchdog.wait();
        }
    }
}

/// A child that stops the control plane when this process is gone. The signals of a terminal do not reach it.
fn watchdog(dir: &Path) -> (Child, ChildStdin) {
    // Without the script, the same by hand: exactly the ids in the pid files.
    let down = script("down").map_or_else(
        || "for p in \"$0\"/*.pid; do kill \"$(cat \"$p\")\"; done 2>/dev/null; rm -rf \"$0\"".to_owned(),
        |down| format!("exec {:?} --purge \"$0\"", down.display().to_string()),
    );
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("cat >/dev/null; {down}")).arg(dir);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().expect("sh runs");
    let lifeline = child.stdin.take().expect("a pipe");
    (child, lifeline)
}

async fn open(kubeconfig: &Path) -> Cluster {
    let choice = Choice { kubeconfig: Some(kubeconfig.to_owned()), ..Choice::default() };
    connection(&choice).await.expect("the kubeconfig is whole").open().expect("a client")
}
