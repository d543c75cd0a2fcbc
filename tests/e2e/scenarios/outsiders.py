"""No open door: what a stranger on the LAN gets."""
import socket
import time

from rig import hosts, machine, nodes
from rig.scenario import Scenario


class Outsiders(Scenario):
    """A stranger gets nothing but a closed connection; an invitation holds once; a forgotten node is out."""

    quick = True

    def scenario(self):
        lan = hosts.Lan(self.rig, 3)
        a = nodes.Node(self.rig, "inside", lan, 1).start()
        link = a.ctl("ensemble", "invite")["link"]
        b = nodes.Node(self.rig, "friend", lan, 2).start(join=link)
        nodes.until(lambda: a.status()["ensemble"]["nodes_up"] == 2, "the friend to be in")
        host, port = a.status()["node"]["address"].rsplit(":", 1)
        port = int(port)
        with machine.inside_network(lan.name(3)):
            self.figure("silent_stranger", self.talk(port, lan, b""))
            self.figure("garbage", self.talk(port, lan, b"GET / HTTP/1.1\r\n\r\n" * 40))
            self.figure("zeros", self.talk(port, lan, bytes(5000)))
            self.expect("udp_garbage_gets_no_answer", self.no_answer(port, lan))
        for what in ("silent_stranger", "garbage", "zeros"):
            self.expect(what + "_closed", self.figures[what]["closed"], self.figures[what])
            # at most a TLS alert (7 bytes), never a word of the protocol
            self.expect(what + "_told_nothing", self.figures[what]["bytes"] <= 7, self.figures[what])
        foreign = nodes.Node(self.rig, "foreign", lan, 3).start()
        time.sleep(4)
        self.expect("foreign_ensemble_stays_outside", a.status()["ensemble"]["nodes_up"] == 2 and foreign.status()["ensemble"]["nodes_up"] == 1)
        try:
            foreign.ctl("ensemble", "join", link)
            self.expect("an_invitation_holds_once", False, "it joined")
        except nodes.Refused as refused:
            self.figure("second_use_said", refused.line)
            self.expect("an_invitation_holds_once", refused.status == 1)
        a.ctl("ensemble", "forget", "friend")
        nodes.until(lambda: a.status()["ensemble"]["nodes_up"] == 1, "the forgotten one to be out", 10)
        b.stop()
        b.start(wait=False)
        time.sleep(4)
        self.expect("forgotten_stays_out", a.status()["ensemble"]["nodes_up"] == 1)
        self.secrets(a, link)

    def talk(self, port, lan, words):
        """Connects to the node, says something, and tells what came back before it closed."""
        begun, got = time.monotonic(), b""
        s = socket.create_connection((lan.address(1), port), 5)
        s.settimeout(20)
        closed = False
        try:
            s.sendall(words)
            while True:
                more = s.recv(4096)
                if not more:
                    closed = True
                    break
                got += more
        except (ConnectionResetError, BrokenPipeError):
            closed = True
        except socket.timeout:
            pass
        s.close()
        return {"closed": closed, "bytes": len(got), "after_s": round(time.monotonic() - begun, 2)}

    def no_answer(self, port, lan):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(0.5)
        for words in (b"hello", bytes(64), bytes(range(256)) * 4):
            s.sendto(words, (lan.address(1), port))
        try:
            s.recv(2048)
            return False
        except socket.timeout:
            return True

    def secrets(self, node, link):
        """Secret files are the owner's alone; the log holds no invitation."""
        loose = [str(p.relative_to(node.state_dir)) for p in node.state_dir.rglob("*")
                 if p.is_file() and ("key" in p.name or "secret" in p.name or p.suffix == ".pem") and p.stat().st_mode & 0o077]
        self.expect("secret_files_are_private", not loose, loose)
        token = link.split("/")[-1][-16:]
        self.expect("log_holds_no_invitation", token not in node.log.read_text(errors="replace"))
