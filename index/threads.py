"""How many threads there are: all cores for the encoder, one each for what numeric libraries do between its calls.

numpy's BLAS, FAISS and torch have a pool each, whose threads go on spinning for a while after a call. On two
cores an answer took half as long again until only torch's was left. A thread that comes back from such a library
waits for the interpreter up to 5 ms, as Python has it, longer than a whole search takes; here a fifth of a millisecond.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import faiss
from threadpoolctl import threadpool_limits

_ASKING = 32  # questions at once
_TURN = 0.0002  # seconds that a thread may keep the interpreter while another waits for it


def leave_cores_to_encoder() -> None:
    """Let BLAS and FAISS work in the calling thread, and threads take short turns; for the whole process, from now on."""
    sys.setswitchinterval(_TURN)
    threadpool_limits(limits=1, user_api="blas")
    faiss.omp_set_num_threads(1)


@cache
def dense_arms() -> ThreadPoolExecutor:
    """Return the threads in which questions are encoded and their neighbours found, while words are looked up.

    More than there are cores: most of the time they wait, for the encoder's process or for a search server.
    """
    # OpenMP's limit holds for the thread that sets it
    return ThreadPoolExecutor(
        _ASKING, thread_name_prefix="youju-dense", initializer=faiss.omp_set_num_threads, initargs=(1,)
    )
