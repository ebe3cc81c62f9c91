// Indexing and shapes for the oracle tests; each name is a case of operators.py.
import GimbalTensor

extension OracleOperators {
    static let indexing: [String: OracleOperator] = [
        "gather": { try [$0[0].gathered($0[1], axis: 0), $0[0].takeAlong($0[1], axis: 0)] },
        "index_select": { try [$0[0].indexSelect($0[1], axis: 0)] },
        "take": { try [$0[0].take($0[1])] },
        "put": {
            let (x, i, v) = ($0[0], $0[1], $0[2])
            return try [x.put(i, source: v), x.put(i, source: v, accumulate: true)]
        },
        "index": {
            let (x, r) = ($0[0], $0[1])
            return try [x.index([r]), x.index([nil, r]), x.index([r, r])]
        },
        "index_put": {
            let (x, r) = ($0[0], $0[1])
            return try [x.indexPut([r, r], values: x.select(0, axis: 1), accumulate: true)]
        },
        "index_add": {
            let (x, r, y) = ($0[0], $0[1], $0[2])
            return try [x.indexAdd(r, axis: 0, source: y, scale: 2), x.indexFill(r, axis: 1, value: 3)]
        },
        "index_copy": { try [$0[0].indexCopy(Tensor([2, 0]), axis: 0, source: $0[1].sliced(to: 2))] },
        "index_reduce": {
            let (x, i, y) = ($0[0], $0[1], $0[2])
            let ways: [ScatterReduction] = [.prod, .mean, .amax, .amin]
            return try ways.flatMap { way in
                try [true, false].map {
                    try x.indexReduce(i, axis: 0, source: y, reduce: way, includeSelf: $0)
                }
            }
        },
        "scatter": {
            try [$0[0].scatter($0[1], axis: 0, source: $0[2]), $0[0].scatter($0[1], axis: 0, value: 2)]
        },
        "scatter_add": { try [$0[0].scatterAdd($0[1], axis: 0, source: $0[2])] },
        "scatter_reduce": {
            let (x, i, y) = ($0[0], $0[1], $0[2])
            let ways: [ScatterReduction] = [.sum, .prod, .mean, .amax, .amin]
            return try ways.flatMap { way in
                try [true, false].map {
                    try x.scatterReduce(i, axis: 0, source: y, reduce: way, includeSelf: $0)
                }
            }
        },
        "masked": {
            let (x, m, y) = ($0[0], $0[1], $0[2])
            return try [x.maskedFill(m, value: 3), x.maskedSelect(m), x.maskedScatter(m, source: y)]
        },
        "nonzero": { try [$0[0].nonzero()] + $0[0].nonzeroIndices() },
        "slice_scatter": {
            let (x, v) = ($0[0], $0[1])
            return try [
                x.selectScatter(v, axis: 0, index: 1),
                x.sliceScatter(v.expanded([1, 4]), axis: 0, from: 1, to: 2),
                x.diagonalScatter(v.sliced(to: 3)),
            ]
        },
        "embedding": { try [$0[0].embedding($0[1])] },
        "embedding_bag": {
            let (t, b, o) = ($0[0], $0[1], $0[2])
            return try EmbeddingBagMode.allCases.map { try t.embeddingBag(b, offsets: o, mode: $0).output }
        },
        "repeats": {
            let (x, c) = ($0[0], $0[1])
            return try [
                x.repeated([2, 1]), x.tiled([2]), x.repeatInterleave(2, axis: 1),
                x.repeatInterleave(c, axis: 0),
            ]
        },
    ]

    static let shapes: [String: OracleOperator] = [
        "pieces": {
            let x = $0[0]
            return try x.tensorSplit(sections: 3, axis: 1) + x.tensorSplit(indices: [1, 2], axis: 1)
                + x.hsplit(sections: 2) + x.vsplit(indices: [1]) + x.chunk(2, axis: 1) + x.split(size: 2)
        },
        "joins": {
            let both = [$0[0], $0[1]]
            return try [
                Tensor.hstack(both), Tensor.vstack(both), Tensor.dstack(both), Tensor.columnStack(both),
                Tensor.stacked(both, axis: 1), Tensor.concatenated(both, axis: 1), Tensor.blockDiagonal(both),
            ]
        },
        "turns": {
            let x = $0[0]
            return try [
                x.flipped(axes: [0, 1]), x.fliplr(), x.flipud(), x.rolled([1], axes: [1]), x.rot90(), x.t(),
                x.movedAxis(from: 0, to: 1),
            ]
        },
        "diagonals": {
            let (m, v) = ($0[0], $0[1])
            return try [
                m.diagonal(offset: 1), v.diagEmbed(), v.diag(), v.diagflat(diagonal: 1), m.tril(diagonal: -1),
                m.triu(diagonal: 1), m.trace(),
            ]
        },
        "windows_along": {
            let s = $0[0]
            return try [
                s.unfolded(axis: 2, size: 3, step: 2), s.asStrided([2, 3], strides: [1, 2], offset: 1),
            ]
        },
        "sum_to_size": { try [$0[0].summed(to: [1, 4])] },
        "pixels": {
            let i = $0[0]
            return try [
                i.pixelShuffle(factor: 2), i.sliced(axis: 3, to: 4).pixelUnshuffle(factor: 2),
                i.channelShuffle(groups: 2),
            ]
        },
        "vander": {
            let v = try $0[0].detached()
            return try [Tensor.vander(v), Tensor.vander(v, columnCount: 3, increasing: true)]
        },
        "windows": {
            let d = $0[0].dtype
            return try [
                Tensor.hannWindow(7, dtype: d), Tensor.hammingWindow(7, dtype: d),
                Tensor.blackmanWindow(7, dtype: d), Tensor.bartlettWindow(7, dtype: d),
                Tensor.kaiserWindow(7, dtype: d),
            ]
        },
    ]
}
