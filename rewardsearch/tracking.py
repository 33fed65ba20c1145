"""MLflow as a sink: what the journal already holds is shown there; it can fail, the run cannot."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput

# A dead server would otherwise block every call for minutes.
_ENVIRONMENT = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "5",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ASYNC_LOGGING": "false",
    "GIT_PYTHON_REFRESH": "quiet",
}
_EXPERIMENT = "rewardsearch"


def local_uri(run_base: Path) -> str:
    """The default store: an sqlite file beside the runs."""
    return f"sqlite:///{(run_base / 'mlflow.db').resolve()}"


class Tracker:
    """One MLflow run.  Calls that fail are kept and tried once more at the end."""

    def __init__(self, uri: str, run_base: Path, warn: Callable[[str], None]) -> None:
        self.uri = uri
        self._base = run_base
        self._warn = warn
        self._waiting: list[Callable[[], Any]] = []
        self._offline = False
        self._client: Any = None
        self._experiment = ""
        self._run = ""

    def connect(self) -> None:
        """Reach the store; raises InvalidInput when it cannot be reached."""
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        try:
            from mlflow import MlflowClient

            # The making of a new sqlite file is announced line by line otherwise.
            for name in ("alembic", "mlflow", "mlflow.store.db.utils"):
                logging.getLogger(name).setLevel(logging.ERROR)
            self._client = MlflowClient(tracking_uri=self.uri)
            found = self._client.get_experiment_by_name(_EXPERIMENT)
            self._experiment = found.experiment_id if found else self._create_experiment()
        except Exception as error:  # noqa: BLE001 - a client raises its transport's errors too
            reason = str(error).splitlines()[0][:200]
            raise InvalidInput(
                f"cannot use the tracking server {self.uri}: {reason}\n"
                "Check the address and that the server runs (mlflow server), "
                "or leave out --tracking-uri to track in a local file."
            ) from None

    def _create_experiment(self) -> str:
        local = self.uri.startswith("sqlite:")
        where = (self._base / "mlartifacts").resolve().as_uri() if local else None
        return str(self._client.create_experiment(_EXPERIMENT, artifact_location=where))

    def start(self, name: str, settings: dict[str, Any], tags: dict[str, str]) -> None:
        """Open the run and record the resolved settings."""
        run = self._client.create_run(self._experiment, run_name=name, tags=tags)
        self._run = run.info.run_id
        from mlflow.entities import Param

        params = [Param(key, str(value)[:500]) for key, value in _flat(settings)]
        self._try(lambda: self._client.log_batch(self._run, params=params))

    def metrics(self, step: int, values: dict[str, float]) -> None:
        """Log one generation's metrics."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        batch = [Metric(key, value, now, step) for key, value in values.items()]
        self._try(lambda: self._client.log_batch(self._run, metrics=batch))

    def artifact(self, path: Path, folder: str | None = None) -> None:
        """Log a file."""
        self._try(lambda: self._client.log_artifact(self._run, str(path), folder))

    def finish(self, status: str) -> bool:
        """Close the run as FINISHED, FAILED or KILLED; False if something could not be logged."""
        self._waiting.append(lambda: self._client.set_terminated(self._run, status))
        waiting, self._waiting, self._offline = self._waiting, [], False
        for call in waiting:
            self._try(call)
        return not self._waiting

    def _try(self, call: Callable[[], Any]) -> None:
        if self._offline:
            self._waiting.append(call)
            return
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
            self._offline = True
            self._waiting.append(call)
            reason = str(error).splitlines()[0][:120]
            self._warn(
                f"tracking server {self.uri} did not answer ({reason}); the run goes on, "
                "the journal holds everything, and tracking is tried once more at the end"
            )


def _flat(data: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Nested settings as dotted key and value."""
    if isinstance(data, dict):
        pairs = data.items()
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        pairs = [(str(i), item) for i, item in enumerate(data)]  # type: ignore[assignment]
    else:
        return [(prefix, data)]
    return [leaf for key, value in pairs for leaf in _flat(value, f"{prefix}.{key}".strip("."))]
