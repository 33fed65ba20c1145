"""What is asked of MLflow: runs found again, metrics, files, and how a run ended."""

import logging
import os
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
EXPERIMENT = "rewardsearch"
_TAG = "rewardsearch_run"


def local_uri(run_base: Path) -> str:
    """The default store: an sqlite file beside the runs."""
    return f"sqlite:///{(run_base / 'mlflow.db').resolve()}"


class Store:
    """An MLflow server or file.  Every call may fail with whatever its transport raises."""

    def __init__(self, uri: str, run_base: Path) -> None:
        self.uri = uri
        self._base = run_base
        self._client: Any = None
        self._experiment = ""
        self.run = ""
        """MLflow's id of the run, once it is open."""

    def connect(self) -> None:
        """Reach the store; raises InvalidInput when it cannot be reached."""
        try:
            self._reach()
        except Exception as error:  # noqa: BLE001 - a client raises its transport's errors too
            raise InvalidInput(
                f"cannot use the tracking server {self.uri}: {first_line(error)}\n"
                "Check the address and that the server runs (mlflow server), "
                "or leave out --tracking-uri to track in a local file."
            ) from None

    def _reach(self) -> None:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        from mlflow import MlflowClient

        # The making of a new sqlite file is announced line by line otherwise, and errors, which
        # are told in our words, with their tracebacks.
        for name in ("alembic", "mlflow", "mlflow.store.db.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._client = MlflowClient(tracking_uri=self.uri)
        found = self._client.get_experiment_by_name(EXPERIMENT)
        self._experiment = found.experiment_id if found else self._create_experiment()

    def _create_experiment(self) -> str:
        local = self.uri.startswith("sqlite:")
        where = (self._base / "mlartifacts").resolve().as_uri() if local else None
        return str(self._client.create_experiment(EXPERIMENT, artifact_location=where))

    def open_run(
        self, name: str, own_id: str, settings: dict[str, Any], tags: dict[str, str]
    ) -> bool:
        """Find the run with our id again, or open it and record its settings; whether it was found.

        A run that was found is running again, whatever it was left as.
        """
        if self._client is None:
            self._reach()
        if self._find(own_id):
            self._client.update_run(self.run, status="RUNNING")
            return True
        run = self._client.create_run(self._experiment, run_name=name, tags=tags | {_TAG: own_id})
        self.run = run.info.run_id
        from mlflow.entities import Param

        params = [Param(key, str(value)[:500]) for key, value in _flat(settings)]
        self._client.log_batch(self.run, params=params)
        return False

    def _find(self, own_id: str) -> bool:
        """Whether there is a run with our id; ``run`` is that one then."""
        ours = f"tags.{_TAG} = '{own_id}'"
        found = self._client.search_runs([self._experiment], ours, max_results=1)
        if found:
            self.run = found[0].info.run_id
        return bool(found)

    def attach(self, own_id: str, path: Path) -> bool:
        """Log a file to the run with our id, whatever its state; whether there is one."""
        self._reach()
        if not self._find(own_id):
            return False
        self.file(path)
        return True

    def metrics(self, step: int, time: int, values: dict[str, float]) -> None:
        """Log metrics of one step; twice the same are one."""
        from mlflow.entities import Metric

        batch = [Metric(key, value, time, step) for key, value in values.items()]
        self._client.log_batch(self.run, metrics=batch)

    def file(self, path: Path) -> None:
        """Log a file."""
        self._client.log_artifact(self.run, str(path))

    def end(self, status: str) -> None:
        """Close the run as FINISHED, FAILED or KILLED."""
        self._client.set_terminated(self.run, status)


def first_line(error: Exception) -> str:
    """What an error says, cut to a line."""
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def _flat(data: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Nested settings as dotted key and value."""
    if isinstance(data, dict):
        pairs = data.items()
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        pairs = [(str(i), item) for i, item in enumerate(data)]  # type: ignore[assignment]
    else:
        return [(prefix, data)]
    return [leaf for key, value in pairs for leaf in _flat(value, f"{prefix}.{key}".strip("."))]
