#!/usr/bin/env python3
"""Records what a real API server makes of server-side applies and other writes.

usage: apply_goldens.py KUBECONFIG [CASE...]

Reads tests/fixtures/merge/apply/CASE/steps.yaml and writes recorded.json beside it: of each step what was sent, what was there
before, and what the server answered. Run it in the project's root against an empty API server of the version named at the
top of src/engine/schema/table.rs; with ../shared/testbed: `up DIR`, then KUBECONFIG is DIR/kubeconfig. Needs PyYAML.

A step: {verb: apply|create|replace|merge|strategic|json|delete, manager, force, subresource, body}. `body` of replace may
hold only what is laid over the live object (`over: true`). Paths are found by discovery.
"""
import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.request

import yaml

ROOT = "tests/fixtures/merge/apply"
TYPES = {"apply": "application/apply-patch+yaml", "merge": "application/merge-patch+json",
         "strategic": "application/strategic-merge-patch+json", "json": "application/json-patch+json"}


class Server:
    def __init__(self, path):
        config = yaml.safe_load(open(path))
        self.url = config["clusters"][0]["cluster"]["server"]
        self.token = config["users"][0]["user"]["token"]
        self.context = ssl._create_unverified_context()

    def call(self, method, path, body=None, kind="application/json"):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        request.add_header("Content-Type", kind)
        request.add_header("Accept", "application/json")
        request.add_header("User-Agent", "recorder/1")
        try:
            with urllib.request.urlopen(request, context=self.context) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def path(self, api_version, kind, namespace, name, sub=""):
        prefix = "/api/v1" if api_version == "v1" else "/apis/" + api_version
        for _ in range(50):
            _, found = self.call("GET", prefix)
            rows = [r for r in found.get("resources", []) if r["kind"] == kind and "/" not in r["name"]]
            if rows:
                break
            time.sleep(0.1)
        middle = "/namespaces/%s" % namespace if rows[0]["namespaced"] else ""
        return "%s%s/%s%s%s" % (prefix, middle, rows[0]["name"], "/" + name if name else "", "/" + sub if sub else "")


def over(base, patch):
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return patch
    out = dict(base)
    for k, v in patch.items():
        if v is None:
            out.pop(k, None)
        else:
            out[k] = over(out.get(k), v)
    return out


def record(server, case):
    steps = yaml.safe_load(open("%s/%s/steps.yaml" % (ROOT, case)))
    namespace = "case-" + case
    server.call("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    out, current = [], None
    for body in [step.get("body") for step in steps]:
        # Nobody collects what an earlier run left: finalizers are taken away, then the object.
        if isinstance(body, dict) and "kind" in body and body["apiVersion"].split(".")[-1] != "org/v1":
            path = server.path(body["apiVersion"], body["kind"], namespace, body["metadata"]["name"])
            server.call("PATCH", path, {"metadata": {"finalizers": None}}, TYPES["merge"])
            server.call("DELETE", path + "?gracePeriodSeconds=0")
    for step in steps:
        body = step.get("body")
        if isinstance(body, dict) and "kind" in body:
            current = (body["apiVersion"], body["kind"], body["metadata"]["name"])
        if "as" in step:
            current = (step["as"]["apiVersion"], step["as"]["kind"], step["as"]["name"])
        sub = step.get("subresource", "")
        item = server.path(current[0], current[1], namespace, current[2])
        target = server.path(current[0], current[1], namespace, current[2], sub)
        status, before = server.call("GET", item)
        before = before if status == 200 else None
        verb = step["verb"]
        query = "?fieldManager=" + step["manager"] if "manager" in step else "?"
        if verb == "apply":
            code, answer = server.call("PATCH", target + query + ("&force=true" if step.get("force") else ""), body, TYPES[verb])
        elif verb in TYPES:
            code, answer = server.call("PATCH", target + query, body, TYPES[verb])
        elif verb == "create":
            code, answer = server.call("POST", item.rsplit("/", 1)[0] + query, body)
        elif verb == "replace":
            body = over(before, body) if step.get("over") else body
            code, answer = server.call("PUT", target + query, body)
        elif verb == "delete":
            code, answer = server.call("DELETE", target)
        else:
            raise SystemExit("unknown verb " + verb)
        if not step.get("hidden"):
            row = {"verb": verb, "manager": step.get("manager", ""), "code": code, "before": before, "sent": body}
            row.update({k: step[k] for k in ("force", "subresource") if k in step})
            row["after" if code < 300 else "error"] = answer
            out.append(row)
        if code >= 300 and not step.get("fails"):
            raise SystemExit("%s: unexpected answer %d: %s" % (case, code, answer.get("message")))
        time.sleep(1.1)  # Times in managedFields are whole seconds.
    with open("%s/%s/recorded.json" % (ROOT, case), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(row, sort_keys=True, separators=(",", ":")) for row in out) + "\n]\n")
    print("%s: %d steps" % (case, len(out)))


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    server = Server(sys.argv[1])
    for case in sys.argv[2:] or sorted(os.listdir(ROOT)):
        record(server, case)


if __name__ == "__main__":
    main()
