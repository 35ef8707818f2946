"""Stands in the sandbox between a command and the unix sockets that are its only network.

usage: relay.py [in SOCKET PORT]... [out PORT SOCKET]... -- COMMAND...
in: who connects to SOCKET reaches port PORT of the command; out: the command reaches SOCKET at 127.0.0.1:PORT.
"""
import asyncio
import contextlib
import os
import signal
import sys

HOLD_SECONDS = 60  # how long a connection waits for a socket that is away: its worker is being restarted


async def dial(connect):
    give_up = asyncio.get_running_loop().time() + HOLD_SECONDS
    while True:
        try:
            return await connect()
        except (FileNotFoundError, ConnectionRefusedError):
            if asyncio.get_running_loop().time() > give_up:
                raise
            await asyncio.sleep(0.1)


async def copy(reader, writer, *both):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except (OSError, RuntimeError):  # one side is gone: the other must not wait for it
        for side in both:
            side.transport.abort()


def bridge(connect):
    async def serve(reader, writer):
        try:
            far_reader, far_writer = await dial(connect)
        except OSError as error:
            print(f"relay: {error}", file=sys.stderr)
            writer.transport.abort()
            return
        await asyncio.gather(
            copy(reader, far_writer, writer, far_writer), copy(far_reader, writer, writer, far_writer))
        writer.close()
        far_writer.close()

    return serve


async def listen(arguments):
    while arguments:
        direction, here, there = arguments[:3]
        arguments = arguments[3:]
        if direction == "in":
            await asyncio.start_unix_server(
                bridge(lambda port=int(there): asyncio.open_connection("127.0.0.1", port)), here)
        else:
            await asyncio.start_server(
                bridge(lambda path=there: asyncio.open_unix_connection(path)), "127.0.0.1", int(here))


async def main(arguments):
    cut = arguments.index("--")
    await listen(arguments[:cut])
    command = None
    early = []  # signals that came before there was a command to pass them to

    def pass_on(number):
        if command is None:
            early.append(number)
        elif command.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(command.pid, number)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, pass_on, number)
    try:
        command = await asyncio.create_subprocess_exec(*arguments[cut + 1:], start_new_session=True)
    except OSError as error:
        print(f"relay: {error}", file=sys.stderr)
        return 127 if isinstance(error, FileNotFoundError) else 126
    for number in early:
        pass_on(number)
    code = await command.wait()
    return code if code >= 0 else 128 - code


sys.exit(asyncio.run(main(sys.argv[1:])))
