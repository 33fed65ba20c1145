"""``rewardsearch ui``."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

from inner_rl import InvalidInput
from rewardsearch.console import say
from rewardsearch.tracking_store import Store, local_uri

_HOST = "127.0.0.1"
_PATIENCE = 120.0
"""Seconds within which the server must answer."""


def run(args: argparse.Namespace) -> int:
    """Serve MLflow's pages until Ctrl-C."""
    uri = args.tracking_uri or local_uri(args.run_dir)
    if args.tracking_uri is None and not (args.run_dir / "mlflow.db").exists():
        raise InvalidInput(f"nothing was tracked in {args.run_dir} yet; see --run-dir")
    if uri.startswith("http"):
        raise InvalidInput(f"{uri} is a server already: open it in a browser")
    _check_free(args.port)
    Store(uri, args.run_dir).connect()
    address = f"http://{_HOST}:{args.port}"
    say(f"starting MLflow's pages on {uri}")
    server = _started(uri, args.port)
    try:
        _wait_until_it_answers(server, address)
        print(json.dumps({"address": address, "store": uri}) if args.json else address, flush=True)
        say("Ctrl-C ends it")
        return 1 if server.wait() else 0
    except KeyboardInterrupt:
        say("ended")
        return 0
    finally:
        _stop(server)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise InvalidInput(
                f"port {port} cannot be used ({error.strerror}); choose another with --port"
            ) from None


def _started(uri: str, port: int) -> "subprocess.Popen[bytes]":
    words = ["-m", "mlflow", "server", "--backend-store-uri", uri]
    words += ["--host", _HOST, "--port", str(port), "--workers", "1"]
    # In a group of its own: Ctrl-C comes to us, who end all of it.
    return subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.DEVNULL, start_new_session=True
    )


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise InvalidInput("MLflow's server ended at once; what it said is above")
        try:
            with urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise InvalidInput(f"MLflow's server does not answer on {address}; try again, or another port")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server and all that it started."""
    try:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)
        # Whoever of the group is left did not listen.
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
