"""How many threads the numeric libraries take: all for the encoder, one each for what is done between its calls.

numpy's BLAS, FAISS and torch have a pool each, whose threads go on spinning for a while after a call. On two
cores an answer took half as long again until only torch's was left.
"""

import faiss
from threadpoolctl import threadpool_limits


def leave_cores_to_encoder() -> None:
    """Let BLAS and FAISS work in the calling thread; for the whole process, from now on."""
    threadpool_limits(limits=1, user_api="blas")
    faiss.omp_set_num_threads(1)
