// Linear algebra for the oracle tests; each name is a case of operators.py.
import GimbalTensor

extension OracleOperators {
    static let algebra: [String: OracleOperator] = [
        "products": {
            let (a, b) = ($0[0], $0[1])
            return try [
                a.matmul(b), a.bmm(b), Tensor.einsum("bij,bjk->ik", [a, b]),
                a.tensordot(b, axes: [0, 2], otherAxes: [0, 1]),
            ]
        },
        "vectors": {
            let (v, m) = ($0[0], $0[1])
            return try [
                v.dot(v), m.mv(v), v.outer(v), m.inner(v), v.vdot(v), m.vecdot(m),
                v.addmv(m, v, beta: 0.5, alpha: 2), m.addr(v, v, beta: 0.5), v.kron(v),
            ]
        },
        "sums_of_products": {
            let (a, b, m) = ($0[0], $0[1], $0[2])
            let part = try m.sliced(to: 3).sliced(axis: 1, to: 2)
            return try [
                part.baddbmm(a, b, alpha: 0.5), part.addbmm(a, b), m.addmm(m, m), Tensor.multiDot([m, m, m]),
            ]
        },
        "cross": { try [$0[0].cross($0[0].flipped(axis: 0))] },
        "distances": {
            let t = $0[0], far = try t.sliced(to: 2) + 1
            return try [
                t.cdist(far), t.cdist(far, p: 1), t.pdist(), t.pairwiseDistance(t + 1),
                t.cosineSimilarity(t.flipped(axis: 0)), t.normalized(), t.normalized(p: 1, axis: 0),
            ]
        },
        "matrix_norms": {
            let a = $0[0]
            return try [
                a.matrixNorm(), a.matrixNorm(.nuclear), a.matrixNorm(order: 2), a.matrixNorm(order: 1),
                a.matrixNorm(order: -2), a.cond(), a.detached().cond(.frobenius), a.detached().cond(order: 1),
            ]
        },
        "determinants": {
            let a = $0[0]
            return try [a.det()] + list(a.slogdet()) + [a.matmul(a.transposed(-2, -1)).logdet()]
        },
        "inverses": {
            let a = $0[0]
            return try [
                a.inverse(), a.inverseWithInfo().inverse, a.matrixPower(3), a.matrixPower(-2),
                (a / 4).matrixExp(),
            ]
        },
        "pinv": { try [$0[0].pseudoInverse(), $0[0].matrixRank()] },
        "solve": {
            let (a, b) = ($0[0], $0[1])
            return try [
                a.solve(b), a.solveWithInfo(b).solution, a.transposed(-2, -1).solve(b),
                a.solve(b.transposed(-2, -1), left: false),
            ]
        },
        "solve_triangular": {
            let (a, b) = ($0[0], $0[1])
            return try [
                a.tril().solveTriangular(b, upper: false),
                a.solveTriangular(b.transposed(-2, -1), upper: true, left: false),
                a.solveTriangular(b, upper: true, unitriangular: true),
            ]
        },
        "lstsq": {
            let (a, b) = ($0[0], $0[1])
            let drivers: [LeastSquaresDriver] = [.gels, .gelsd, .gelss]
            return try [a.leastSquares(b).solution]
                + drivers.map { try a.detached().leastSquares(b.detached(), driver: $0).solution }
        },
        "cholesky": {
            let (a, b) = ($0[0], $0[1])
            return try [
                a.cholesky(), a.cholesky(upper: true), a.choleskyWithInfo().factor,
                b.choleskySolve(a.cholesky()), a.cholesky().choleskyInverse(),
            ]
        },
        "qr": {
            let a = $0[0]
            return try [
                a.qr().q.abs(), a.qr().r.abs(),
                a.detached().qr(mode: .complete).q.abs().sliced(axis: 1, to: 3),
                a.detached().qr(mode: .r).r.abs(),
            ]
        },
        "svd": {
            let a = $0[0]
            return try [a.svd().u.abs(), a.singularValues(), a.svd().vh.square()]
        },
        "eigh": {
            let a = $0[0]
            return try [
                a.eigh().values, a.eigh().vectors.square(), a.eigvalsh(),
                a.detached().eigvalsh(reading: .upper),
            ]
        },
        "eig": { try [$0[0].eigvals().abs().sorted(axis: -1).values] },
        "lu": {
            let (a, b) = ($0[0], $0[1])
            let (factors, pivots) = try a.luFactor()
            return try list(a.lu()) + [factors.luSolve(b, pivots: pivots)]
        },
        "ldl": {
            let (factors, pivots) = try $0[0].detached().ldlFactor()
            return try [factors.ldlSolve($0[1].detached(), pivots: pivots)]
        },
        "tensor_systems": {
            let (m, v) = ($0[0], $0[1])
            return try [
                m.reshaped([2, 2, 4]).tensorInverse(),
                m.reshaped([2, 2, 2, 2]).tensorSolve(v.reshaped([2, 2])),
            ]
        },
        "householder": { try [$0[0].householderProduct($0[1].sliced(to: 3))] },
        "weight_norm": {
            let t = $0[0]
            return try [t.weightNormalized(magnitude: t.norm(axis: 1, keepDimensions: true) * 2, axis: 0)]
        },
        "bilinear": {
            let (x, y, w) = ($0[0], $0[1], $0[2])
            return try [
                x.sliced(axis: 1, to: 2).bilinear(
                    y.sliced(axis: 1, to: 2), weight: w.select(0, axis: 1).select(0, axis: 1))
            ]
        },
    ]
}
