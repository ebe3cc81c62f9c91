// Reductions and sorting for the oracle tests; each name is a case of operators.py.
import GimbalTensor

extension OracleOperators {
    static let reductions: [String: OracleOperator] = [
        "sums": {
            let x = $0[0]
            return try [
                x.sum(), x.sum(axis: 0), x.mean(axis: 1, keepDimensions: true), x.prod(axis: 1),
                x.logsumexp(axis: 1),
            ]
        },
        "nan_sums": {
            let x = $0[0]
            return try [
                x.nansum(axis: 1), x.nanmean(axis: 1), x.nanmedian(), x.nanmedian(axis: 1).values,
                x.nanquantile(0.3, axis: 1),
            ]
        },
        "extremes": {
            let x = $0[0]
            return try [x.amax(axis: 1), x.amin(axis: 0), x.max(axis: 1).values, x.min(axis: 1).indices]
                + list(x.aminmax()) + [x.argmax(axis: 1), x.argmin()]
        },
        "spread": {
            let x = $0[0]
            return try [x.variance(axis: 1), x.std(axis: 0, correction: 0)] + list(x.varianceAndMean(axis: 1))
                + list(x.stdAndMean())
        },
        "norms": {
            let x = $0[0]
            return try [0.5, 1, 2, 3, .infinity, -.infinity].map { try x.norm(axis: 1, order: $0) }
        },
        "quantiles": {
            let x = $0[0]
            let methods: [QuantileInterpolation] = [.lower, .higher, .midpoint, .nearest]
            return try [
                x.quantile(0.3, axis: 1), x.quantile(Tensor([0.1, 0.6]).converted(to: x.dtype), axis: 0),
            ] + methods.map { try x.quantile(0.4, interpolation: $0) }
        },
        "median": {
            let x = $0[0]
            return try [x.median(), x.median(axis: 1).values] + list(x.kthValue(2, axis: 1))
        },
        "mode": { try [$0[0].mode(axis: 1).values] },
        "counts": {
            let x = try $0[0].detached()
            return try [
                (x - 2).countNonzero(axis: 1), x.flattened().converted(to: .int64).bincount(),
                x.histc(bins: 3, min: 1, max: 3),
            ] + list(x.histogram(bins: 3))
        },
        "cumulative": {
            let x = $0[0]
            return try [x.cumsum(axis: 1), x.cumprod(axis: 0)] + list(x.cummax(axis: 1))
                + list(x.cummin(axis: 1)) + [x.logcumsumexp(axis: 1), x.diff(), x.diff(order: 2, axis: 1)]
        },
        "trapezoids": {
            let x = $0[0], points = try $0[1].cumsum(axis: 1)
            return try [
                x.trapezoid(spacing: 0.5), x.trapezoid(at: points), x.cumulativeTrapezoid(axis: 0),
                x.cumulativeTrapezoid(at: points),
            ]
        },
        "numerical_gradients": { try $0[0].numericalGradients(spacing: 0.5) },
        "dist": {
            try [
                $0[0].dist($0[1]), $0[0].dist($0[1], order: 1),
                $0[0].renorm(order: 2, axis: 0, maximumNorm: 1),
            ]
        },
        "truth": {
            let x = $0[0]
            return try [x.any(), x.all(axis: 1), x.any(axis: 0), x.any(axes: [0, 1])]
        },
        "cov": { try [$0[0].cov(), $0[0].corrcoef()] },
    ]

    static let sorting: [String: OracleOperator] = [
        "sort": {
            let x = $0[0]
            return try list(x.sorted(axis: 1)) + list(x.sorted(axis: 0, descending: true)) + [
                x.argsort(axis: 1), x.msort(),
            ]
        },
        "stable_sort": { try list($0[0].sorted(axis: 1)) },
        "topk": {
            let x = $0[0]
            return try list(x.topk(2, axis: 1)) + list(x.topk(2, axis: 0, largest: false))
        },
        "unique": {
            let x = try $0[0].detached()
            return try list(x.unique(returnInverse: true, returnCounts: true))
                + list(x.uniqueConsecutive(returnInverse: true, returnCounts: true)) + [
                    x.unique(axis: 0).values
                ]
        },
        "search": {
            let x = try $0[0].detached()
            return try [
                x.sorted(axis: 1).values.searchSorted(x + 0.1),
                x.bucketized(Tensor([-1.0, 0, 1]).converted(to: x.dtype), right: true),
            ]
        },
        "combinations": {
            let v = $0[0]
            return try [
                v.combinations(2), v.combinations(2, withReplacement: true),
                Tensor.cartesianProduct([v, v.sliced(to: 2)]),
            ]
        },
        "isin": {
            let x = try $0[0].detached()
            return try [x.isIn(Tensor([1.0, 3]).converted(to: x.dtype)), x.isIn(2)]
        },
    ]
}
