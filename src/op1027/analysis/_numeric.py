"""What modules that compute with numpy share: kinds of arrays, and how they draw at random."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
SEED, LEVEL = 1027, 0.9  # of what is drawn; of an interval
