//! etcd and kube-apiserver started by hand, where the testbed's scripts are not there: loopback, free ports, the same users.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the API server may take.
const START: Duration = Duration::from_mins(2);

/// Starts both and waits until the API server is ready; `dir` gets kubeconfigs, pid files and logs.
pub(super) fn start(dir: &Path, assets: &Path) {
    let [client, peer, api] = [free_port(), free_port(), free_port()];
    let etcd = format!("http://127.0.0.1:{client}");
    let peer = format!("http://127.0.0.1:{peer}");
    let cluster = format!("default={peer}");
    let args = ["--data-dir", "etcd", "--unsafe-no-fsync", "--listen-client-urls", &etcd, "--advertise-client-urls", &etcd];
    let more = ["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer, "--initial-cluster", &cluster, "--log-level", "warn"];
    spawn(dir, assets, "etcd", &[&args[..], &more[..]].concat());
    // Elliptic: the crate that makes it makes no RSA keys, and the API server takes either.
    fs::write(dir.join("sa.key"), rcgen::KeyPair::generate().expect("a key").serialize_pem()).expect("the key is written");
    let users = [("admin", "system:masters"), ("alice", "sre"), ("bob", "release"), ("carol", "viewers")];
    let tokens: Vec<String> =
        users.iter().enumerate().map(|(uid, (name, group))| format!("{name}-token,{name},{uid},\"{group}\"")).collect();
    fs::write(dir.join("tokens.csv"), tokens.join("\n")).expect("tokens are written");
    let api = api.to_string();
    let args = ["--etcd-servers", &etcd, "--bind-address", "127.0.0.1", "--secure-port", &api, "--cert-dir", "certs", "--allow-privileged"];
    let auth = ["--authorization-mode", "RBAC", "--token-auth-file", "tokens.csv", "--service-cluster-ip-range", "10.96.0.0/16"];
    let accounts = ["--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", "sa.key"];
    let rest = ["--service-account-signing-key-file", "sa.key", "--disable-admission-plugins", "ServiceAccount,TaintNodesByCondition"];
    spawn(
        dir,
        assets,
        "kube-apiserver",
        &[&args[..], &auth[..], &accounts[..], &rest[..], &["--endpoint-reconciler-type", "none"]].concat(),
    );
    for (name, _) in users {
        let file = if name == "admin" { "kubeconfig".to_owned() } else { format!("kubeconfig.{name}") };
        fs::write(dir.join(file), kubeconfig(&api, name)).expect("a kubeconfig is written");
    }
    let deadline = Instant::now() + START;
    while !is_ready(dir, assets) {
        assert!(
            Instant::now() < deadline,
            "the API server is not ready: {}",
            fs::read_to_string(dir.join("kube-apiserver.log")).unwrap_or_default()
        );
        std::thread::park_timeout(Duration::from_millis(100));
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port").port()
}

fn spawn(dir: &Path, assets: &Path, name: &str, args: &[&str]) {
    let log = || File::options().create(true).append(true).open(dir.join(format!("{name}.log"))).expect("a log");
    let mut command = Command::new(assets.join(name));
    command.args(args).current_dir(dir).stdin(Stdio::null()).stdout(log()).stderr(log()).process_group(0);
    let child = command.spawn().expect("it starts");
    fs::write(dir.join(format!("{name}.pid")), child.id().to_string()).expect("its pid is kept");
}

fn is_ready(dir: &Path, assets: &Path) -> bool {
    let mut command = Command::new(assets.join("kubectl"));
    command.env("KUBECONFIG", dir.join("kubeconfig")).args(["get", "--raw", "/readyz"]).stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

fn kubeconfig(port: &str, user: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\n\
         clusters: [{{name: testbed, cluster: {{server: 'https://127.0.0.1:{port}', insecure-skip-tls-verify: true}}}}]\n\
         users: [{{name: {user}, user: {{token: {user}-token}}}}]\n\
         contexts: [{{name: testbed, context: {{cluster: testbed, user: {user}}}}}]\ncurrent-context: testbed\n"
    )
}
