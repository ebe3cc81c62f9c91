"""Operators as PyTorch computes them: values, and gradients of the outputs weighted by cos(0), cos(1), ...

Writes Tests/Fixtures/oracles/operators/operators.json and .safetensors: the named inputs in float64, and for every case and
dtype one flat tensor with all outputs and then the gradients of all floating inputs. Decompositions are compared through
what does not depend on the choice of signs.
"""

import json
import struct

import torch
import torch.nn.functional as F

from oracle import DTYPES, FOLDER, randn

generator = torch.Generator().manual_seed(7)


def ints(high, *shape):
    return torch.randint(0, high, shape, generator=generator)


def rand(*shape):
    return torch.rand(shape, generator=generator, dtype=torch.float64)


def normal(seed, *shape):
    return randn(*shape, seed=seed, dtype=torch.float64)


square = normal(9, 2, 3, 3)
INPUTS = {
    "x": normal(1, 3, 4), "y": normal(2, 3, 4), "p": rand(3, 4) + 0.2, "u": rand(3, 4) * 0.9 + 0.05, "v": normal(3, 4),
    "ties": torch.tensor([[1.0, 2, 2, 3], [3, 1, 3, 1], [2, 2, 2, 2]], dtype=torch.float64),
    "holes": torch.tensor([[1.0, float("nan"), 2, 5], [4, 3, float("nan"), float("nan")], [1, 2, 3, 4]], dtype=torch.float64),
    "m": normal(4, 4, 4), "tall": normal(5, 5, 3), "rhs": normal(6, 5, 2), "right": normal(7, 2, 3, 2),
    "square": square + 3 * torch.eye(3, dtype=torch.float64), "spd": square @ square.mT + torch.eye(3, dtype=torch.float64),
    "symmetric": square + square.mT, "batch": normal(10, 2, 3, 4), "other": normal(11, 2, 4, 2),
    "seq": normal(12, 2, 3, 8), "img": normal(13, 1, 4, 6, 5), "vol": normal(14, 1, 2, 4, 4, 4),
    "w1": normal(15, 4, 3, 3), "w2": normal(16, 4, 2, 3, 3), "w3": normal(17, 2, 2, 2, 2, 2), "b4": normal(18, 4), "b2": normal(19, 2),
    "t1": normal(20, 3, 2, 3), "t2": normal(21, 4, 1, 3, 3), "t3": normal(22, 2, 1, 2, 2, 2), "columns": normal(23, 1, 8, 12),
    "grid": rand(1, 3, 3, 2) * 2 - 1, "table": normal(24, 5, 3), "log_probs": F.log_softmax(normal(25, 6, 2, 4), -1),
    "rows": torch.tensor([2, 0, 2]), "index": ints(3, 3, 4), "unique_index": torch.tensor([[0, 1, 2, 1], [1, 2, 0, 2], [2, 0, 1, 0]]),
    "flat": torch.tensor([5, 0, 11, 7]), "mask": ints(2, 3, 4).bool(), "classes": torch.tensor([1, 3, 0]), "labels": torch.tensor([1, -1, 1]),
    "bags": torch.tensor([0, 2, 4, 1, 2]), "offsets": torch.tensor([0, 2]), "targets": torch.tensor([[1, 2, 3], [2, 2, 0]]),
    "input_lengths": torch.tensor([6, 5]), "target_lengths": torch.tensor([3, 2]), "integers": torch.tensor([12, 18, 7, 30]), "more": torch.tensor([8, 27, 21, 4]),
    "listed": torch.tensor([[3, 0, -1, 1], [0, -1, 2, 1], [1, 2, 3, -1]]),
}

CASES = {}


def op(name, inputs, body):
    """Records a case; inputs are names."""
    assert name not in CASES, name
    CASES[name] = (inputs.split(), body)


def elementwise():
    for name in ("exp exp2 expm1 sin cos tan atan sinh cosh asinh tanh erf erfc sigmoid relu relu6 selu celu silu mish "
                 "softplus hardsigmoid hardswish hardshrink softshrink square abs neg floor ceil round trunc frac sign sgn signbit sinc "
                 "deg2rad rad2deg logsigmoid softsign tanhshrink gelu elu leaky_relu hardtanh").split():
        op(name, "x", getattr(F, name, None) or getattr(torch, name))
    for name in "log log2 log10 log1p sqrt rsqrt reciprocal lgamma digamma i0".split():
        op(name, "p", getattr(torch, name))
    for name in "asin acos atanh logit erfinv".split():
        op(name, "u", getattr(torch, name))
    for name in "bessel_j0 bessel_j1 bessel_y0 bessel_y1 modified_bessel_k0 modified_bessel_k1 airy_ai".split():
        op(name, "p", lambda p, f=getattr(torch.special, name): f(p.detach()))
    for name in "i1 i0e i1e entr erfcx ndtr log_ndtr".split():
        op(name, "p", getattr(torch.special, name))
    op("ndtri", "u", torch.special.ndtri)
    op("acosh", "p", lambda p: torch.acosh(p + 1))
    op("polygamma", "p", lambda p: torch.polygamma(2, p))
    op("mvlgamma", "p", lambda p: torch.mvlgamma(p + 1, 2))
    op("gammainc", "p u", lambda p, u: torch.special.gammainc(p.detach(), u))
    op("gammaincc", "p u", lambda p, u: torch.special.gammaincc(p.detach(), u))
    op("zeta", "p u", lambda p, u: torch.special.zeta(p.detach() + 1, u.detach()))
    op("polynomials", "x", lambda x: tuple(getattr(torch.special, n)(x.detach(), 4) for n in (
        "chebyshev_polynomial_t", "chebyshev_polynomial_u", "legendre_polynomial_p", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l")))
    for name in "add sub mul div maximum minimum fmax fmin atan2 hypot logaddexp logaddexp2 copysign remainder fmod floor_divide ldexp nextafter".split():
        op(name, "x y", (lambda x, y, f=getattr(torch, name): f(x.detach(), y.detach())) if name in ("nextafter", "floor_divide") else getattr(torch, name))
    op("pow", "p x", torch.pow)
    op("float_power", "p x", torch.float_power)
    op("xlogy", "x p", torch.xlogy)
    op("xlog1py", "x p", torch.special.xlog1py)
    op("heaviside", "x y", lambda x, y: torch.heaviside(x.detach(), y.detach()))
    op("rounded_division", "x y", lambda x, y: (torch.div(x, y, rounding_mode="floor"), torch.div(x, y, rounding_mode="trunc")))
    op("lerp", "x y u", torch.lerp)
    op("addcmul", "x y u", lambda x, y, u: torch.addcmul(x, y, u, value=0.5))
    op("addcdiv", "x y p", lambda x, y, p: torch.addcdiv(x, y, p, value=0.5))
    op("clamp", "x", lambda x: (x.clamp(-0.5, 0.7), x.clamp(min=0.1), x.clamp(max=0.2)))
    op("clamp_tensor", "x u", lambda x, u: torch.clamp(x, -u, u))
    op("where", "mask x y", torch.where)
    op("nan_to_num", "holes", lambda x: torch.nan_to_num(x, 0.5))
    op("threshold", "x", lambda x: F.threshold(x, 0.1, 3.0))
    op("glu", "x", lambda x: F.glu(x, -1))
    op("prelu", "x v", lambda x, v: F.prelu(x, v))
    op("softmax", "x", lambda x: (F.softmax(x, 1), F.log_softmax(x, 0), F.softmin(x, 1)))
    op("gelu_tanh", "x", lambda x: F.gelu(x, approximate="tanh"))
    op("integers", "integers more", lambda a, b: (torch.gcd(a, b), torch.lcm(a, b), a & b, a | b, a ^ b, a << 2, b >> 1, ~a))
    op("frexp", "x", lambda x: torch.frexp(x.detach()))


def reductions():
    op("sums", "x", lambda x: (x.sum(), x.sum(0), x.mean(1, keepdim=True), x.prod(1), x.logsumexp(1)))
    op("nan_sums", "holes", lambda x: (torch.nansum(x, 1), torch.nanmean(x, 1), torch.nanmedian(x), torch.nanmedian(x, 1)[0], torch.nanquantile(x, 0.3, 1)))
    op("extremes", "x", lambda x: (x.amax(1), x.amin(0), x.max(1)[0], x.min(1)[1], *torch.aminmax(x), x.argmax(1), x.argmin()))
    op("spread", "x", lambda x: (x.var(1), x.std(0, correction=0), *torch.var_mean(x, 1), *torch.std_mean(x)))
    op("norms", "x", lambda x: tuple(torch.linalg.vector_norm(x, o, 1) for o in (0.5, 1, 2, 3, float("inf"), -float("inf"))))
    op("quantiles", "x u", lambda x, u: (torch.quantile(x, 0.3, 1), torch.quantile(x, torch.tensor([0.1, 0.6], dtype=x.dtype), 0), *(torch.quantile(x, 0.4, interpolation=i) for i in ("lower", "higher", "midpoint", "nearest"))))
    op("median", "x", lambda x: (x.median(), x.median(1)[0], x.kthvalue(2, 1)[0], x.kthvalue(2, 1)[1]))
    op("mode", "ties", lambda x: x.mode(1)[0])
    op("counts", "ties", lambda x: (torch.count_nonzero(x - 2, 1), torch.bincount(x.detach().flatten().long()), torch.histc(x.detach(), 3, 1, 3), *torch.histogram(x.detach(), 3)))
    op("cumulative", "x", lambda x: (x.cumsum(1), x.cumprod(0), *x.cummax(1), *x.cummin(1), x.logcumsumexp(1), x.diff(), x.diff(n=2, dim=1)))
    op("trapezoids", "x u", lambda x, u: (torch.trapezoid(x, dx=0.5), torch.trapezoid(x, u.cumsum(1)), torch.cumulative_trapezoid(x, dim=0), torch.cumulative_trapezoid(x, u.cumsum(1))))
    op("numerical_gradients", "x", lambda x: torch.gradient(x, spacing=0.5))
    op("dist", "x y", lambda x, y: (torch.dist(x, y), torch.dist(x, y, 1), torch.renorm(x, 2, 0, 1.0)))
    op("truth", "mask", lambda m: (m.any(), m.all(1), m.any(0), torch.any(m, (0, 1))))
    op("cov", "x", lambda x: (torch.cov(x), torch.corrcoef(x)))


def sorting():
    op("sort", "x", lambda x: (*x.sort(1), *x.sort(0, descending=True), x.argsort(1), x.msort()))
    op("stable_sort", "ties", lambda x: torch.sort(x, dim=1, stable=True))
    op("topk", "x", lambda x: (*x.topk(2, 1), *x.topk(2, 0, largest=False)))
    op("unique", "ties", lambda x: (*torch.unique(x.detach(), return_inverse=True, return_counts=True), *torch.unique_consecutive(x.detach(), return_inverse=True, return_counts=True), torch.unique(x.detach(), dim=0)))
    op("search", "x", lambda x: (torch.searchsorted(x.detach().sort(1)[0], x.detach() + 0.1), torch.bucketize(x.detach(), torch.tensor([-1.0, 0, 1], dtype=x.dtype), right=True)))
    op("combinations", "v", lambda v: (torch.combinations(v, 2), torch.combinations(v, 2, True), torch.cartesian_prod(v, v[:2])))
    op("isin", "ties", lambda x: (torch.isin(x.detach(), torch.tensor([1.0, 3], dtype=x.dtype)), torch.isin(x.detach(), 2)))


def indexing():
    op("gather", "x unique_index", lambda x, i: (x.gather(0, i), torch.take_along_dim(x, i, 0)))
    op("index_select", "x rows", lambda x, r: x.index_select(0, r))
    op("take", "x flat", torch.take)
    op("put", "x flat v", lambda x, i, v: (x.put(i, v), x.put(i, v, accumulate=True)))
    op("index", "x rows", lambda x, r: (x[r], x[:, r], x[r, r]))
    op("index_put", "x rows", lambda x, r: (x.index_put((r, r), x[:, 0], accumulate=True),))
    op("index_add", "x rows y", lambda x, r, y: (x.index_add(0, r, y, alpha=2), x.index_fill(1, r, 3.0)))
    op("index_copy", "x y", lambda x, y: x.index_copy(0, torch.tensor([2, 0]), y[:2]))
    op("index_reduce", "p rows u", lambda x, r, y: tuple(x.index_reduce(0, r, y, m, include_self=s) for m in ("prod", "mean", "amax", "amin") for s in (True, False)))
    op("scatter", "x unique_index y", lambda x, i, y: (x.scatter(0, i, y), x.scatter(0, i, 2.0)))
    op("scatter_add", "x index y", lambda x, i, y: x.scatter_add(0, i, y))
    op("scatter_reduce", "p index u", lambda x, i, y: tuple(x.scatter_reduce(0, i, y, m, include_self=s) for m in ("sum", "prod", "mean", "amax", "amin") for s in (True, False)))
    op("masked", "x mask y", lambda x, m, y: (x.masked_fill(m, 3.0), x.masked_select(m), x.masked_scatter(m, y)))
    op("nonzero", "mask", lambda m: (m.nonzero(), *torch.where(m)))
    op("slice_scatter", "x v", lambda x, v: (x.select_scatter(v, 0, 1), x.slice_scatter(v.expand(1, 4), 0, 1, 2), x.diagonal_scatter(v[:3])))
    op("embedding", "table bags", lambda t, b: F.embedding(b, t))
    op("embedding_bag", "table bags offsets", lambda t, b, o: tuple(F.embedding_bag(b, t, o, mode=m) for m in ("sum", "mean", "max")))
    op("repeats", "x classes", lambda x, c: (x.repeat(2, 1), x.tile(2), x.repeat_interleave(2, 1), x.repeat_interleave(c, 0)))


def shapes():
    op("pieces", "x", lambda x: (*x.tensor_split(3, 1), *x.tensor_split((1, 2), 1), *x.hsplit(2), *x.vsplit((1,)), *x.chunk(2, 1), *x.split(2, 0)))
    op("joins", "x y", lambda x, y: (torch.hstack((x, y)), torch.vstack((x, y)), torch.dstack((x, y)), torch.column_stack((x, y)), torch.stack((x, y), 1), torch.cat((x, y), 1), torch.block_diag(x, y)))
    op("turns", "x", lambda x: (x.flip(0, 1), x.fliplr(), x.flipud(), x.roll(1, 1), x.rot90(), x.t(), x.movedim(0, 1)))
    op("diagonals", "m v", lambda m, v: (m.diagonal(1), v.diag_embed(), v.diag(), torch.diagflat(v, 1), m.tril(-1), m.triu(1), m.trace()))
    op("windows_along", "seq", lambda s: (s.unfold(2, 3, 2), s.as_strided((2, 3), (1, 2), 1)))
    op("sum_to_size", "x", lambda x: x.sum_to_size(1, 4))
    op("pixels", "img", lambda i: (F.pixel_shuffle(i, 2), F.pixel_unshuffle(i[:, :, :, :4], 2), F.channel_shuffle(i, 2)))
    op("vander", "v", lambda v: (torch.vander(v.detach()), torch.vander(v.detach(), 3, True)))
    op("windows", "v", lambda v: tuple(f(7, dtype=v.dtype) for f in (torch.hann_window, torch.hamming_window, torch.blackman_window, torch.bartlett_window, torch.kaiser_window)))


def algebra():
    L = torch.linalg
    op("products", "batch other", lambda a, b: (a @ b, torch.bmm(a, b), torch.einsum("bij,bjk->ik", a, b), torch.tensordot(a, b, ([0, 2], [0, 1]))))
    op("vectors", "v m", lambda v, m: (torch.dot(v, v), m.mv(v), torch.outer(v, v), torch.inner(m, v), torch.vdot(v, v), L.vecdot(m, m), torch.addmv(v, m, v, beta=0.5, alpha=2), torch.addr(m, v, v, beta=0.5), torch.kron(v, v)))
    op("sums_of_products", "batch other m", lambda a, b, m: (torch.baddbmm(m[:3, :2], a, b, alpha=0.5), torch.addbmm(m[:3, :2], a, b), torch.addmm(m, m, m), L.multi_dot((m, m, m))))
    op("cross", "tall", lambda t: L.cross(t, t.flip(0)))
    op("distances", "tall", lambda t: (torch.cdist(t, t[:2] + 1), torch.cdist(t, t[:2] + 1, p=1), F.pdist(t), F.pairwise_distance(t, t + 1), F.cosine_similarity(t, t.flip(0)), F.normalize(t), F.normalize(t, 1, 0)))
    op("matrix_norms", "square", lambda a: (L.matrix_norm(a), L.matrix_norm(a, "nuc"), L.matrix_norm(a, 2), L.matrix_norm(a, 1), L.matrix_norm(a, -2), L.cond(a), L.cond(a.detach(), "fro"), L.cond(a.detach(), 1)))
    op("determinants", "square", lambda a: (L.det(a), *L.slogdet(a), torch.logdet(a @ a.mT)))
    op("inverses", "square", lambda a: (L.inv(a), L.inv_ex(a)[0], L.matrix_power(a, 3), L.matrix_power(a, -2), L.matrix_exp(a / 4)))
    op("pinv", "tall", lambda a: (L.pinv(a), L.matrix_rank(a)))
    op("solve", "square right", lambda a, b: (L.solve(a, b), L.solve_ex(a, b)[0], L.solve(a.mT, b), L.solve(a, b.mT, left=False)))
    op("solve_triangular", "square right", lambda a, b: (L.solve_triangular(a.tril(), b, upper=False), L.solve_triangular(a, b.mT, upper=True, left=False), L.solve_triangular(a, b, upper=True, unitriangular=True)))
    op("lstsq", "tall rhs", lambda a, b: (L.lstsq(a, b)[0], *(L.lstsq(a.detach(), b.detach(), driver=d)[0] for d in ("gels", "gelsd", "gelss"))))
    op("cholesky", "spd right", lambda a, b: (L.cholesky(a), L.cholesky(a, upper=True), L.cholesky_ex(a)[0], torch.cholesky_solve(b, L.cholesky(a)), torch.cholesky_inverse(L.cholesky(a))))
    op("qr", "tall", lambda a: (L.qr(a)[0].abs(), L.qr(a)[1].abs(), L.qr(a.detach(), mode="complete")[0].abs()[:, :3], L.qr(a.detach(), mode="r")[1].abs()))
    op("svd", "tall", lambda a: (L.svd(a, full_matrices=False)[0].abs(), L.svdvals(a), L.svd(a, full_matrices=False)[2].square()))
    op("eigh", "symmetric", lambda a: (L.eigh(a)[0], L.eigh(a)[1].square(), L.eigvalsh(a), L.eigvalsh(a.detach(), UPLO="U")))
    op("eig", "square", lambda a: L.eigvals(a).abs().sort(-1)[0])
    op("lu", "square right", lambda a, b: (*L.lu(a), L.lu_solve(*L.lu_factor(a), b)))
    op("ldl", "symmetric right", lambda a, b: L.ldl_solve(*L.ldl_factor(a.detach()), b.detach()))
    op("tensor_systems", "m v", lambda m, v: (L.tensorinv(m.reshape(2, 2, 4)), L.tensorsolve(m.reshape(2, 2, 2, 2), v.reshape(2, 2))))
    op("householder", "tall v", lambda t, v: L.householder_product(t, v[:3]))
    op("weight_norm", "tall", lambda t: torch._weight_norm(t, t.norm(dim=1, keepdim=True) * 2, 0))
    op("bilinear", "x y w3", lambda x, y, w: F.bilinear(x[:, :2], y[:, :2], w[:, 0, 0]))


def layers():
    op("conv1d", "seq w1 b4", lambda s, w, b: (F.conv1d(s, w, b), F.conv1d(s, w, None, 2, 1), F.conv1d(s, w, b, padding="same", dilation=2)))
    op("conv2d", "img w2 b4", lambda i, w, b: (F.conv2d(i, w, b, groups=2), F.conv2d(i, w, None, (2, 1), (1, 2), groups=2), F.conv2d(i, w, b, padding="same", groups=2)))
    op("conv3d", "vol w3 b2", lambda i, w, b: (F.conv3d(i, w, b, 2), F.conv3d(i, w, padding=1, dilation=2)))
    op("conv_transpose1d", "seq t1 b2", lambda s, w, b: F.conv_transpose1d(s, w, b, 2, 1, 1))
    op("conv_transpose2d", "img t2", lambda i, w: F.conv_transpose2d(i, w, None, 2, 1, 1, groups=2))
    op("conv_transpose3d", "vol t3", lambda i, w: F.conv_transpose3d(i, w, stride=2))
    op("pool1d", "seq", lambda s: (F.max_pool1d(s, 3, 2, 1), F.avg_pool1d(s, 3, 2, 1, count_include_pad=False), F.adaptive_avg_pool1d(s, 3), F.adaptive_max_pool1d(s, 3), F.lp_pool1d(s.abs(), 3, 2)))
    op("pool2d", "img", lambda i: (F.max_pool2d(i, 3, 2, 1), F.max_pool2d(i, 2, dilation=2, stride=1), F.avg_pool2d(i, 2, ceil_mode=True), F.avg_pool2d(i, 2, divisor_override=3), F.adaptive_avg_pool2d(i, (2, 3)), F.adaptive_max_pool2d(i, 2), F.lp_pool2d(i.abs(), 2, 2)))
    op("pool3d", "vol", lambda i: (F.max_pool3d(i, 2), F.avg_pool3d(i, 2, 1), F.adaptive_avg_pool3d(i, 3), F.adaptive_max_pool3d(i, 3), F.lp_pool3d(i.abs(), 2, 2)))
    op("unpool", "seq img", lambda s, i: (F.max_unpool1d(*F.max_pool1d(s, 2, return_indices=True), 2), F.max_unpool2d(*F.max_pool2d(i[:, :, :, :4], 2, return_indices=True), 2)))
    op("local_response_norm", "seq img", lambda s, i: (F.local_response_norm(s, 2), F.local_response_norm(i, 3, 0.1, 0.6, 2.0)))
    op("pad1d", "seq", lambda s: tuple(F.pad(s, (2, 3), m) for m in ("constant", "reflect", "replicate", "circular")))
    op("pad2d", "img", lambda i: (*(F.pad(i, (2, 1, 1, 3), m) for m in ("reflect", "replicate", "circular")), F.pad(i, (-1, 1, 0, 2), value=1.5)))
    op("pad3d", "vol", lambda i: tuple(F.pad(i, (1, 2, 0, 1, 1, 1), m) for m in ("reflect", "replicate", "circular")))
    op("interpolate1d", "seq", lambda s: (F.interpolate(s, 5), F.interpolate(s, scale_factor=1.7, mode="nearest-exact"), F.interpolate(s, 5, mode="linear"), F.interpolate(s, scale_factor=1.3, mode="linear"), F.interpolate(s, 11, mode="linear", align_corners=True), F.interpolate(s, 3, mode="area")))
    op("interpolate2d", "img", lambda i: (F.interpolate(i, (4, 7)), F.interpolate(i, (4, 7), mode="nearest-exact"), F.interpolate(i, 4, mode="bilinear"), F.interpolate(i, scale_factor=(1.3, 0.7), mode="bilinear"), F.interpolate(i, 7, mode="bilinear", align_corners=True), F.interpolate(i, 4, mode="bicubic"), F.interpolate(i, 8, mode="bicubic", align_corners=True), F.interpolate(i, 3, mode="bilinear", antialias=True), F.interpolate(i, 3, mode="bicubic", antialias=True), F.interpolate(i, (3, 2), mode="area")))
    op("interpolate3d", "vol", lambda i: (F.interpolate(i, 3), F.interpolate(i, 3, mode="nearest-exact"), F.interpolate(i, (3, 5, 2), mode="trilinear"), F.interpolate(i, scale_factor=0.8, mode="trilinear"), F.interpolate(i, 3, mode="area")))
    op("unfold", "img", lambda i: (F.unfold(i, (3, 2), padding=(1, 0), stride=(2, 1)), F.unfold(i, (2, 2), dilation=(2, 1))))
    op("fold", "columns", lambda c: F.fold(c, (4, 5), (2, 2)))
    op("grid_sample", "img grid", lambda i, g: tuple(F.grid_sample(i, g, m, p, align_corners=a) for m, p, a in (("bilinear", "zeros", False), ("nearest", "border", False), ("bicubic", "reflection", True))))
    op("norm_layers", "seq img", lambda s, i: (F.layer_norm(s, (8,)), F.group_norm(i, 2), F.instance_norm(i), F.batch_norm(s, None, None, training=True), F.rms_norm(s, (8,))))
    op("attention", "batch", lambda q: (F.scaled_dot_product_attention(q, q + 1, q * 2), F.scaled_dot_product_attention(q, q, q, is_causal=True)))
    op("losses", "x y u", lambda x, y, u: (F.mse_loss(x, y), F.l1_loss(x, y, reduction="none"), F.smooth_l1_loss(x, y, beta=0.5), F.huber_loss(x, y, delta=0.7), F.binary_cross_entropy(u, u.detach().flip(0)), F.binary_cross_entropy_with_logits(x, u.detach()), F.kl_div(x, u.detach(), reduction="sum"), F.poisson_nll_loss(x, u.detach()), F.soft_margin_loss(x, y.detach().sign())))
    op("class_losses", "x classes", lambda x, c: (F.cross_entropy(x, c, label_smoothing=0.1), F.nll_loss(x, c), F.multi_margin_loss(x, c)))
    op("label_losses", "x y labels listed", lambda x, y, t, c: (F.hinge_embedding_loss(x[:, 0], t), F.cosine_embedding_loss(x, y, t), F.margin_ranking_loss(x[:, 0], y[:, 0], t), F.triplet_margin_loss(x, y, x * y), F.multilabel_margin_loss(x, c)))
    op("ctc_loss", "log_probs targets input_lengths target_lengths", lambda p, t, i, n: (F.ctc_loss(p, t, i, n), F.ctc_loss(p, t, i, n, reduction="none")))
    op("fourier", "seq", lambda s: (torch.fft.rfft(s, norm="ortho").abs(), torch.view_as_real(torch.fft.fft(s)), torch.fft.irfft(torch.fft.rfft(s, 10)), torch.fft.ifft(s).real, torch.fft.rfft2(s).abs(), torch.fft.irfftn(torch.fft.rfftn(s), s=s.shape), torch.fft.fftshift(s, 2), torch.fft.hfft(torch.fft.ihfft(s))))
    op("stft", "seq", lambda s: torch.view_as_real(torch.stft(s[0], 4, 2, window=torch.hann_window(4, dtype=s.dtype), return_complex=True)))


def evaluate(body, names, dtype):
    leaves = [INPUTS[n].clone().to(dtype).requires_grad_() if INPUTS[n].is_floating_point() else INPUTS[n] for n in names]
    found = body(*leaves)
    outputs = list(found) if isinstance(found, (tuple, list)) else [found]
    weighted = [o for o in outputs if o.requires_grad and o.is_floating_point()]
    sources = [x for x in leaves if x.requires_grad]
    slopes = []
    if weighted:
        total = sum((o * torch.cos(torch.arange(o.numel(), dtype=torch.float64)).to(o.dtype).reshape(o.shape)).sum().double() for o in weighted)
        slopes = [torch.zeros_like(x) if g is None else g for x, g in zip(sources, torch.autograd.grad(total, sources, allow_unused=True))]
    tensors = [t.detach() for t in outputs + slopes]
    flat = torch.cat([t.to(dtype).flatten() for t in tensors])
    return flat, [list(t.shape) for t in tensors], len(outputs)


for family in (elementwise, reductions, sorting, indexing, shapes, algebra, layers):
    family()

tensors, listing = {f"input.{k}": v for k, v in INPUTS.items()}, {}
for name, (names, body) in CASES.items():
    for dtype_name, dtype in DTYPES.items():
        flat, sizes, count = evaluate(body, names, dtype)
        tensors[f"{name}.{dtype_name}"] = flat
        listing[name] = {"inputs": names, "shapes": sizes, "outputs": count}

folder = FOLDER.parent / "operators"
folder.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in listing.items())
(folder / "operators.json").write_text('{"torch": "' + torch.__version__.split("+")[0] + '", "cases": {\n' + lines + "\n}}\n")
names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL"}
header, blobs, offset = {}, [], 0
for key, tensor in sorted(tensors.items(), key=lambda kv: -kv[1].element_size()):
    blob = tensor.contiguous().numpy().tobytes()
    header[key] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
    blobs.append(blob)
    offset += len(blob)
head = json.dumps(header).encode()
head += b" " * (-len(head) % 8)
(folder / "operators.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + b"".join(blobs))
print(f"operators: {len(CASES)} cases, {offset} bytes")
