"""Progress of a plan on the terminal: seldom enough to be read, and nothing for what is done at once."""

import time
from dataclasses import dataclass, field

from mutasi_flow.core.shell import Shell
from mutasi_flow.core.texts import T
from mutasi_flow.planning.working import Progress, Stage

PAUSE_S = 2.0


@dataclass
class Teller:
    """Tells on stderr how far it is, at most once in a while."""

    shell: Shell
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self, progress: Progress) -> None:
        """Tell it if the last time is long enough ago."""
        now = time.monotonic()
        if now - self.told_at < PAUSE_S:
            return
        self.told_at = now
        if progress.stage is Stage.LIMIT:
            self.shell.say(T("Mencari harga mutasi yang menjaga batas: percobaan ke-{done}.", done=progress.done))
            return
        if progress.stage is Stage.AIMS:
            words = {"done": progress.done + 1, "total": progress.total}
            self.shell.say(T("Satu kelompok besar: tingkat {done} dari {total}.", **words))
            return
        if progress.stage is Stage.EXACT:
            words = {"done": progress.done + 1, "total": progress.total}
            self.shell.say(T("Memisahkan keluarga: tingkat {done} dari {total}.", **words))
            return
        words = {"done": progress.done, "total": progress.total, "percent": round(100 * progress.share)}
        self.shell.say(T("{done} dari {total} kelompok jabatan selesai ({percent}%).", **words))
