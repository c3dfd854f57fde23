"""What the original's guides do by YAML files: deploy, start, configure, stop, freeze, resume, unload."""

import pathlib
import string
import subprocess
import sys
import tempfile

from checks import check, equal, until

FILES = pathlib.Path(__file__).parent / "launcher"


class Launches:
    def __init__(self, client, public, private):
        self._client = client
        keys = self._consensus()["validator_keys"][0]
        self._values = {"public": public, "private": private, **keys}

    def _consensus(self):
        return self._client.service_public_api("supervisor").get_service("consensus-config").json()

    def _launch(self, name):
        """Runs the launcher in a process of its own, as its command does."""
        content = string.Template((FILES / f"{name}.yml").read_text()).substitute(self._values)
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(content)
            file.flush()
            command = [sys.executable, "-m", "exonum_launcher", "-i", file.name]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        print(f"{name}: {done.stdout.strip()}")
        return done

    def _succeeds(self, name, *lines):
        done = self._launch(name)
        equal(done.returncode, 0, f"{name}: {done.stderr}")
        for line in lines:
            check(line in done.stdout, f"{name}: {line!r} in {done.stdout!r}")

    def _state(self, instance):
        for service in self._client.public_api.available_services().json()["services"]:
            if service["spec"]["name"] == instance:
                return service["status"]["type"]
        return None

    def _becomes(self, instance, state):
        until(lambda: self._state(instance), lambda got: got == state, f"{instance} to be {state}")
        check(True, f"{instance} is {state}")

    def _has_artifact(self, name):
        artifacts = self._client.public_api.available_services().json()["artifacts"]
        return any(artifact["name"] == name for artifact in artifacts)

    def cryptocurrency(self, use):
        artifact = "exonum-cryptocurrency"
        check(not self._has_artifact(artifact), "nothing is deployed yet")
        self._succeeds(
            "cryptocurrency-start",
            f"Artifact 0:{artifact}:0.2.0 -> deploy status: succeed",
            "Instance xnm-token -> start status: started with ID",
        )
        self._becomes("xnm-token", "active")
        equal(self._consensus()["max_propose_timeout"], 200, "the consensus configuration of the same file")
        use(self._client, "xnm-token")

        again = self._launch("cryptocurrency-start")
        check(again.returncode != 0, "starting it again is refused")
        check("already deployed" in again.stdout + again.stderr, f"and says why: {again.stderr}")

        self._succeeds("cryptocurrency-stop", "Instance xnm-token stopped")
        self._becomes("xnm-token", "stopped")
        check(self._client.service_public_api("xnm-token").get_service("v1/wallets/info").status_code != 200, "it is silent")
        self._succeeds("cryptocurrency-resume", "Instance xnm-token resumed")
        self._becomes("xnm-token", "active")
        self._succeeds("cryptocurrency-freeze", "Instance xnm-token frozen")
        self._becomes("xnm-token", "frozen")
        self._succeeds("cryptocurrency-resume", "Instance xnm-token resumed")
        self._becomes("xnm-token", "active")
        use(self._client, "xnm-token")

        in_use = self._launch("cryptocurrency-unload")
        check("references it as the current artifact" in in_use.stdout + in_use.stderr, f"in use: {in_use.stdout} {in_use.stderr}")
        check(self._has_artifact(artifact), "so it stays")

    def timestamping(self, use):
        self._succeeds(
            "timestamping-start",
            "Artifact 0:exonum-time:1.0.0 -> deploy status: succeed",
            "Artifact 0:exonum-timestamping:1.0.0 -> deploy status: succeed",
            "Instance time -> start status: started with ID",
            "Instance timestamping -> start status: started with ID",
        )
        self._becomes("timestamping", "active")
        use(self._client, "timestamping")
        equal(self._time_service(), "time", "what it was started with")
        self._succeeds("timestamping-config", "Instance timestamping -> config")
        until(self._time_service, lambda name: name == "second-time", "the new configuration")
        refused = self._launch("timestamping-bad-config")
        check("Error" in refused.stderr or refused.returncode != 0 or "FAIL" in refused.stdout, f"a bad one: {refused}")
        equal(self._time_service(), "second-time", "is not applied")
        self._succeeds("timestamping-stop", "Instance timestamping stopped")
        self._becomes("timestamping", "stopped")
        self._succeeds("timestamping-resume", "Instance timestamping resumed")
        self._becomes("timestamping", "active")
        use(self._client, "timestamping")

    def _time_service(self):
        answer = self._client.service_public_api("timestamping").get_service("v1/timestamps/config")
        return answer.json()["time_service_name"] if answer.status_code == 200 else answer.text
