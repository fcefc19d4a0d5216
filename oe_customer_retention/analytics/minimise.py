"""Minimise a smooth function of a few variables without numpy."""

from operator import mul

SUFFICIENT = 1e-4  # Armijo: the part of the predicted descent that must be real
SHORTEST = 1e-6  # step
LONGEST_MOVE = 2.0  # per variable and step, so that exp() of a variable stays finite


def minimise(function, start, inverse_hessian=None, tolerance=1e-12, max_steps=100):
    """Find a local minimum by BFGS with a backtracking line search.

    Source: Nocedal & Wright, Numerical Optimization (2nd ed.), algorithm 6.1 and
    equation 6.17.

    :param function: takes a list of floats, gives (value, gradient)
    :param start: list of floats
    :param inverse_hessian: a first guess, as a list of rows; a similar problem's is
        a good one, default the identity
    :param tolerance: stop once the next step promises to lower the value by no more
        than this part of it (of 1, if the value is less); well above the rounding error
        of the value, or the search for such a step is in vain
    :return: (point, inverse_hessian)

    >>> def bowl(point):
    ...     x, y = point
    ...     return (x - 3) ** 2 + 10 * (y + x) ** 2, [
    ...         2 * (x - 3) + 20 * (y + x), 20 * (y + x)]
    >>> point, _ = minimise(bowl, [0.0, 0.0])
    >>> [round(value, 6) for value in point]
    [3.0, -3.0]
    """
    point, inverse = list(start), inverse_hessian or _identity(len(start))
    value, gradient = function(point)
    for _step in range(max_steps):
        direction = [-_dot(row, gradient) for row in inverse]
        slope = _dot(gradient, direction)
        if -slope <= tolerance * max(abs(value), 1):
            break
        found = _line_search(function, point, value, slope, direction)
        if not found:
            break
        new_point, value, new_gradient = found
        moved = [new - old for new, old in zip(new_point, point, strict=True)]
        turned = [new - old for new, old in zip(new_gradient, gradient, strict=True)]
        inverse = _update(inverse, moved, turned)
        point, gradient = new_point, new_gradient
    return point, inverse


def inverted(matrix):
    """Return the inverse of a symmetric, positive definite matrix of a few rows.

    >>> inverted([[4.0, 2.0], [2.0, 2.0]])
    [[0.5, -0.5], [-0.5, 1.0]]
    """
    rows = [
        [*row, *unit] for row, unit in zip(matrix, _identity(len(matrix)), strict=True)
    ]
    for place, row in enumerate(rows):
        row[:] = [entry / row[place] for entry in row]
        for other in rows:
            if other is not row:
                part = other[place]
                other[:] = [o - part * r for o, r in zip(other, row, strict=True)]
    return [row[len(matrix) :] for row in rows]


def _line_search(function, point, value, slope, direction):
    """Halve the step until it descends enough; None once it is too short to matter."""
    step = min(1.0, LONGEST_MOVE / max(map(abs, direction)))
    while step > SHORTEST:
        trial = [p + step * d for p, d in zip(point, direction, strict=True)]
        trial_value, trial_gradient = function(trial)
        if trial_value <= value + SUFFICIENT * step * slope:
            return trial, trial_value, trial_gradient
        step /= 2
    return None


def _update(inverse, moved, turned):
    """BFGS update; unchanged where the curvature along the move is not positive."""
    curvature = _dot(moved, turned)
    if curvature <= 0:
        return inverse
    image = [_dot(row, turned) for row in inverse]
    scale = (1 + _dot(turned, image) / curvature) / curvature
    return [
        [
            entry + scale * m_i * m_j - (i_i * m_j + m_i * i_j) / curvature
            for entry, m_j, i_j in zip(row, moved, image, strict=True)
        ]
        for row, m_i, i_i in zip(inverse, moved, image, strict=True)
    ]


def _identity(size):
    return [[float(i == j) for j in range(size)] for i in range(size)]


def _dot(left, right):
    return sum(map(mul, left, right))
