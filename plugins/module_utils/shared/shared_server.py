# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared schema: the tables and locks of one account on a PostgreSQL server.

Each account and each version of the tables has its own schema. Transactions of an account run one
after the other, as those of a file do.

A lock is an advisory lock of the session, so the server releases it when the process or its
connection ends. A process that holds locks sends a statement each second. If it stops doing so, it
is suspended or hangs, and a waiting process ends its session.

The table ``locks`` shows which process has taken a lock last. With it, a process whose connection
was closed finds out whether another process has held its lock in the meantime. If none has, it
takes the lock again. Otherwise the lock is lost.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from . import clock, locks
from .database import (
    BEGIN,
    SERVER_VARIABLE,
    TRANSACTION_TIMEOUT,
    Connection,
    T,
    UnusableError,
    transaction,
)
from .libpq import (
    ConnectionLostError,
    NoAnswerError,
    PostgresConnection,
    Rows,
    StatementError,
    parameters,
)
from .schema import TABLES, VERSION

#: The remedy if the database cannot be used.
REMEDY = "Check its URL, the server, and the permissions of the role."
SCHEMES = ("postgresql://", "postgres://")
#: Seconds for which a process tries to open a closed connection again. A server that restarts
#: accepts connections after some seconds.
RECONNECT_TIMEOUT = 5.0
#: Seconds after the start of a server in which locks are left to the processes that held them.
RECOVERY_TIME = 5.0
#: Seconds between two attempts to connect.
CONNECT_INTERVAL = 0.5
#: Bounds of the seconds between two attempts to take a lock.
MIN_RETRY_INTERVAL, MAX_RETRY_INTERVAL = 0.02, 0.5
#: Seconds by which the clocks of this machine and of the server may differ. The times in the tables
#: come from the clocks of all machines.
MAX_CLOCK_DIFFERENCE = 1.0
#: Seconds after which the row of a lock is removed whose process has not released it.
LOCK_ROW_LIFETIME = 7 * 86400.0
#: The tables of the server. SQLite has other names for some types.
STATEMENTS = (
    *(
        each.replace(" REAL", " DOUBLE PRECISION")
        .replace(" INTEGER", " BIGINT")
        .replace(" WITHOUT ROWID", "")
        for each in TABLES
    ),
    "CREATE TABLE locks (name TEXT PRIMARY KEY, holder TEXT, taken_at DOUBLE PRECISION)",
)
#: Classes of errors that only a mistake of the caller causes.
CALLER_ERRORS = ("23",)
#: Errors of a schema or table that was removed while a process used it.
REMOVED = ("3F000", "42P01")
#: What the schema contains.
CONTENT = """
    SELECT md5(string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid::regtype,
        (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid)), ','
        ORDER BY c.relname COLLATE "C", a.attnum))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '{schema}')
"""
#: Settings of a connection, and its state. The server ends a session that is suspended in a
#: transaction, and one whose machine has lost power or network.
OPEN = """
    SET client_min_messages TO error;
    SET search_path TO {schema}, pg_temp;
    SET lock_timeout TO {lock_timeout};
    SET statement_timeout TO {statement_timeout};
    SET idle_in_transaction_session_timeout TO {transaction_timeout};
    SET tcp_keepalives_idle TO 5;
    SET tcp_keepalives_interval TO 2;
    SET tcp_keepalives_count TO 3;
    SELECT pg_backend_pid(), extract(epoch FROM clock_timestamp())::float8,
        current_setting('transaction_read_only') = 'on', current_setting('server_encoding'),
        (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = '{schema}'),
        (SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace
            WHERE nspname = '{schema}'),
        ({content})
"""
BEGIN_SERIAL = """
    BEGIN ISOLATION LEVEL READ COMMITTED;
    SELECT pg_advisory_xact_lock({key}), pg_backend_pid()
"""
#: Takes a lock if it is free. For some seconds after a restart of the server, processes that held a
#: lock before can take it again.
TAKE = """
    WITH attempt AS (SELECT CASE
        WHEN clock_timestamp() < pg_postmaster_start_time() + make_interval(secs => ?)
            AND EXISTS (SELECT FROM locks WHERE name = ? AND holder != ?) THEN false
        ELSE pg_try_advisory_lock(?) END AS taken)
    INSERT INTO locks SELECT ?, ?, ? FROM attempt WHERE taken
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, taken_at = excluded.taken_at
"""
RELEASE = """
    WITH removed AS (DELETE FROM locks WHERE (name = ? AND holder = ?) OR taken_at < ?)
    SELECT pg_advisory_unlock(?)
"""
#: Ends the session that holds a lock.
END_HOLDER = """
    SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((l.classid::bigint << 32) | l.objid::bigint) = ? AND a.usename = current_user
"""
#: If it has sent no statement for some seconds.
IF_HANGING = """
    AND a.state != 'active' AND clock_timestamp() > a.state_change + make_interval(secs => ?)
"""
#: If it is a former session of the same process.
IF_OWN = " AND EXISTS (SELECT FROM locks WHERE name = ? AND holder = ?)"


class SharedServer:
    """The database on a server.

    :param url: the address of the database, as libpq accepts it.
    :param digest: identifies the account, and names the schema.
    :raises ValueError: the URL is not valid, or the library psycopg is missing.
    """

    def __init__(self, url: str, digest: str) -> None:
        try:
            if not url.startswith(SCHEMES):
                raise ValueError(
                    "is no URL that begins with postgresql://. Set it to a URL such as "
                    "postgresql://user@host/database, or remove it to use the file."
                )
            self._options = parameters(url)
        except ValueError as error:
            raise ValueError(f"{SERVER_VARIABLE} {error}") from None
        self._url = url
        self._schema = f"ionos_cloudpanel_{digest}_{VERSION}"

    @property
    def _session(self) -> Session:
        """Return the session of this process. That of another one cannot be used after a fork."""
        key = os.getpid(), self._url, self._schema
        if key not in _sessions:
            _sessions[key] = Session(self._options, self._schema)
        return _sessions[key]

    @property
    def lock_was_lost(self) -> bool:
        """Return whether another process has taken a lock that this process holds."""
        return bool(self._session.lost)

    def attempt(self, work: Callable[[Connection], T]) -> T:
        """Return the result of ``work``; see ``Database.attempt``."""
        try:
            with _faults_named():
                return self._session.run(work)
        except (ValueError, TypeError):
            raise _unusable(_unknown_content(self._schema)) from None

    @contextmanager
    def all_locked(self, names: Sequence[str], timeout: float) -> Iterator[bool | None]:
        """Run the block while this process holds locks; see ``locks.all_locked``."""
        with ExitStack() as kept:
            with _faults_named(), ExitStack() as taken:
                held = self._take_all(names, timeout, taken)
                if held:
                    kept.enter_context(taken.pop_all())
            yield held

    def _take_all(self, names: Sequence[str], timeout: float, taken: ExitStack) -> bool:
        """Take locks. Return False after ``timeout`` seconds.

        :param taken: its end releases the locks.
        """
        session = self._session
        end, real_end = clock.monotonic() + timeout, time.monotonic() + timeout
        for name in names:
            turn = os.getpid(), f"{self._schema} {name}"
            if not locks.enter(turn, end - clock.monotonic()):
                return False
            taken.callback(locks.leave, turn)
            if not session.take(name, real_end):
                return False
            taken.callback(session.release, name)
        return True


class Session:
    """The session of one process. If its connection is closed, a new one is opened.

    :ivar lost: the locks that another process has taken.
    """

    def __init__(self, options: dict[str, str], schema: str) -> None:
        self.lost: set[str] = set()
        self._options = options
        self._schema = schema
        self._holder = secrets.token_hex(8)
        self._held: set[str] = set()
        self._db: AccountConnection | None = None
        #: Held by the thread that uses the connection.
        self._busy = threading.RLock()
        self._heartbeat = Heartbeat()

    def run(self, work: Callable[[AccountConnection], T]) -> T:
        """Return the result of ``work``, which runs again if the connection was closed.

        :raises ConnectionLostError: the server cannot be reached.
        """
        with self._busy:
            try:
                return work(self._db or self._connect())
            except NoAnswerError:
                self._close()
                raise
            except (ConnectionLostError, StatementError) as error:
                removed = isinstance(error, StatementError) and error.state in REMOVED
                if self._db is None or not (removed or isinstance(error, ConnectionLostError)):
                    raise
            self._close()
            return work(self._connect(RECONNECT_TIMEOUT))

    def _connect(self, patience: float = 0.0) -> AccountConnection:
        """Open a connection, and take the locks again that the former one held.

        :param patience: seconds for which a server that cannot be reached is tried again.
        """
        end = time.monotonic() + patience
        while True:
            try:
                db = AccountConnection(self._options, self._schema)
                break
            except ConnectionLostError:
                if time.monotonic() + CONNECT_INTERVAL > end:
                    raise
                time.sleep(CONNECT_INTERVAL)
        for name in sorted(self._held - self.lost):
            if not self._regain(db, name):
                self.lost.add(name)
        self._db = db
        return db

    def _close(self) -> None:
        if self._db:
            self._db.close()
        self._db = None

    # -- locks

    def take(self, name: str, end: float) -> bool:
        """Take a lock. Return False at the time ``end`` (real seconds)."""
        interval = MIN_RETRY_INTERVAL
        while name in self._held or not self._try_take(name):
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(interval, left))
            interval = min(2 * interval, MAX_RETRY_INTERVAL)
        self._heartbeat.start(self._beat)
        return True

    def _try_take(self, name: str) -> bool:
        key, row = _key(self._schema, name), _digest(name)
        values = (RECOVERY_TIME, row, self._holder, key, row, self._holder, time.time())
        with self._busy:
            try:
                taken = self.run(lambda db: db.execute(TAKE, values)).rowcount
            except StatementError:
                # The session may hold the lock without its row.
                self._close()
                raise
            if taken:
                self._held.add(name)
                return True
        hanging = key, locks.HEARTBEAT_TIMEOUT
        self.run(lambda db: db.execute(END_HOLDER + IF_HANGING, hanging))
        return False

    def _regain(self, db: AccountConnection, name: str) -> bool:
        """Take a lock again. Return False if another process has held it in the meantime."""
        key, row = _key(self._schema, name), _digest(name)
        end = time.monotonic() + TRANSACTION_TIMEOUT
        while not db.execute("SELECT pg_try_advisory_lock(?)", (key,)).fetchone()[0]:
            # The server may not know yet that the former connection has ended.
            ended = db.execute(END_HOLDER + IF_OWN, (key, row, self._holder)).fetchall()
            if not ended or time.monotonic() > end:
                return False
            time.sleep(MIN_RETRY_INTERVAL)
        found = db.execute("SELECT holder FROM locks WHERE name = ?", (row,)).fetchone()
        if found and found[0] == self._holder:
            return True
        db.execute("SELECT pg_advisory_unlock(?)", (key,))
        return False

    def release(self, name: str) -> None:
        """Release a lock."""
        self._held.discard(name)
        if not self._held:
            self._heartbeat.stop()
        if name in self.lost:
            self.lost.discard(name)
            return
        if not self._db:  # the server has released the locks of the former session
            return
        oldest = time.time() - LOCK_ROW_LIFETIME
        values = (_digest(name), self._holder, oldest, _key(self._schema, name))
        with suppress(ConnectionLostError, NoAnswerError, StatementError, UnusableError):
            self.run(lambda db: db.execute(RELEASE, values))

    def _beat(self) -> None:
        """Show that this process still runs, unless another thread does so at the moment."""
        if self._busy.acquire(blocking=False):
            try:
                with suppress(ConnectionLostError, NoAnswerError, StatementError, UnusableError):
                    self.run(lambda db: db.execute("SELECT 1"))
            finally:
                self._busy.release()


#: The sessions of this process, by its id, the URL and the schema. All stores of a process use one,
#: because it takes longer to open a connection than to use it.
_sessions: dict[tuple[int, str, str], Session] = {}


class Heartbeat:
    """Calls a function each second while the process holds locks, in a thread.

    The thread ends with the last lock, so that a process without locks can fork.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def start(self, beat: Callable[[], None]) -> None:
        """Begin to call ``beat``, unless the thread runs already."""
        if not self._thread:
            self._ended = threading.Event()
            self._thread = threading.Thread(target=_beat, args=(beat, self._ended), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        thread, self._thread = self._thread, None
        self._ended.set()
        if thread:
            thread.join()


def _beat(beat: Callable[[], None], ended: threading.Event) -> None:
    while not ended.wait(locks.HEARTBEAT):
        beat()


class AccountConnection(PostgresConnection):
    """A connection to the schema of an account, which exists afterwards.

    :raises UnusableError: the server or the schema cannot be used.
    """

    def __init__(self, options: dict[str, str], schema: str) -> None:
        super().__init__(options)
        self._schema = schema
        self._begin = BEGIN_SERIAL.format(key=_key(schema, ""))
        self._content = CONTENT.format(schema=schema)
        try:
            self._process, complete = self._opened()
            if not complete:
                transaction(self, lambda _db: self._create_tables())
        except BaseException:
            self.close()
            raise

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Rows:
        """Execute a statement with a question mark for each value."""
        if statement != BEGIN:
            return super().execute(statement, values)
        try:
            rows = self.execute_all(self._begin)
        except StatementError:
            super().execute("ROLLBACK")
            raise
        if rows.fetchone()[1] != self._process:
            raise _unusable(
                "a connection pooler runs the transactions of one connection in several sessions; "
                "set its pool mode to session"
            )
        return rows

    def _opened(self) -> tuple[int, bool]:
        """Return the process of the server, and whether the schema has its tables."""
        before = time.time()
        process, server_time, read_only, encoding, own, comment, content = self.execute_all(
            OPEN.format(
                schema=self._schema,
                content=self._content,
                transaction_timeout=int(TRANSACTION_TIMEOUT * 1000),
                lock_timeout=int(TRANSACTION_TIMEOUT * 2000),
                statement_timeout=int(TRANSACTION_TIMEOUT * 2400),
            )
        ).fetchone()
        difference = max(before - server_time, server_time - time.time())
        if difference > MAX_CLOCK_DIFFERENCE:
            raise _unusable(
                f"its clock differs from that of this machine by {difference:.1f} seconds; let all "
                "machines set their clocks with NTP"
            )
        if read_only:
            raise _unusable("it is read-only")
        if encoding != "UTF8":
            raise _unusable(f"the encoding of the database is {encoding}, and not UTF8")
        if own is False:
            raise _unusable(f"the schema {self._schema} belongs to another role")
        complete = content is not None
        if (complete or comment) and comment != _comment(content):
            raise _unusable(_unknown_content(self._schema))
        return process, complete

    def _create_tables(self) -> None:
        """Create the schema, unless another process has created it."""
        if self._opened()[1]:
            return
        self.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        for statement in STATEMENTS:
            self.execute(statement)
        (content,) = self.execute(self._content).fetchone()
        self.execute(f"COMMENT ON SCHEMA {self._schema} IS '{_comment(content)}'")


@contextmanager
def _faults_named() -> Iterator[None]:
    """Turn faults of the server into an ``UnusableError``."""
    try:
        yield
    except (ConnectionLostError, NoAnswerError) as error:
        raise _unusable(str(error)) from None
    except StatementError as error:
        if error.state.startswith(CALLER_ERRORS):
            raise
        raise _unusable(str(error)) from None


def _unusable(reason: str) -> UnusableError:
    return UnusableError(f"the database of {SERVER_VARIABLE} cannot be used ({reason})", REMEDY)


def _unknown_content(schema: str) -> str:
    return (
        f"the schema {schema} has an unknown content; remove it while no task is running: "
        f"DROP SCHEMA {schema} CASCADE"
    )


def _comment(content: str) -> str:
    """Return the comment of a schema with this content."""
    return f"{_digest(''.join(STATEMENTS))} {content}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _key(schema: str, name: str) -> int:
    """Return the key of an advisory lock. Without a name, it is that of transactions."""
    digest = hashlib.sha256(f"{schema} {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
