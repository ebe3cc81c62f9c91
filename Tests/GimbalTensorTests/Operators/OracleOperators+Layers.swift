// Layers' operators, losses and transforms for the oracle tests; each name is a case of operators.py.
import GimbalTensor

extension OracleOperators {
    static let layers: [String: OracleOperator] = [
        "conv1d": {
            let (x, w, b) = ($0[0], $0[1], $0[2])
            return try [
                x.conv1d(w, bias: b), x.conv1d(w, stride: [2], padding: [1]),
                x.conv1d(w, padding: .same, bias: b, dilation: [2]),
            ]
        },
        "conv2d": {
            let (x, w, b) = ($0[0], $0[1], $0[2])
            return try [
                x.conv2d(w, bias: b, groups: 2), x.conv2d(w, stride: [2, 1], padding: [1, 2], groups: 2),
                x.conv2d(w, padding: .same, bias: b, groups: 2),
            ]
        },
        "conv3d": {
            let (x, w, b) = ($0[0], $0[1], $0[2])
            return try [x.conv3d(w, bias: b, stride: [2]), x.conv3d(w, padding: [1], dilation: [2])]
        },
        "conv_transpose1d": {
            let (x, w, b) = ($0[0], $0[1], $0[2])
            return try [x.convTranspose1d(w, bias: b, stride: [2], padding: [1], outputPadding: [1])]
        },
        "conv_transpose2d": {
            try [$0[0].convTranspose2d($0[1], stride: [2], padding: [1], outputPadding: [1], groups: 2)]
        },
        "conv_transpose3d": { try [$0[0].convTranspose3d($0[1], stride: [2])] },
        "pool1d": {
            let x = $0[0]
            return try [
                x.maxPool1d(kernelSize: [3], stride: [2], padding: [1]),
                x.averagePool1d(kernelSize: [3], stride: [2], padding: [1], countsPadding: false),
                x.adaptiveAveragePool1d([3]), x.adaptiveMaxPool1d([3]).values,
                x.abs().lpPool1d(p: 3, kernelSize: 2),
            ]
        },
        "pool2d": {
            let x = $0[0]
            return try [
                x.maxPool2d(kernelSize: [3], stride: [2], padding: [1]),
                x.maxPool2d(kernelSize: [2], stride: [1], dilation: [2]),
                x.averagePool2d(kernelSize: [2], ceilMode: true),
                x.averagePool2d(kernelSize: [2], divisor: 3), x.adaptiveAveragePool2d([2, 3]),
                x.adaptiveMaxPool2d([2, 2]).values, x.abs().lpPool2d(p: 2, kernelSize: [2]),
            ]
        },
        "pool3d": {
            let x = $0[0]
            return try [
                x.maxPool3d(kernelSize: [2]), x.averagePool3d(kernelSize: [2], stride: [1]),
                x.adaptiveAveragePool3d([3, 3, 3]), x.adaptiveMaxPool3d([3, 3, 3]).values,
                x.abs().lpPool3d(p: 2, kernelSize: [2]),
            ]
        },
        "unpool": {
            let s = try $0[0].maxPool1dWithIndices(kernelSize: [2])
            let i = try $0[1].sliced(axis: 3, to: 4).maxPool2dWithIndices(kernelSize: [2])
            return try [
                s.values.maxUnpool1d(s.indices, kernelSize: 2),
                i.values.maxUnpool2d(i.indices, kernelSize: [2]),
            ]
        },
        "local_response_norm": {
            try [
                $0[0].localResponseNorm(size: 2),
                $0[1].localResponseNorm(size: 3, alpha: 0.1, beta: 0.6, k: 2),
            ]
        },
        "pad1d": {
            let x = $0[0]
            return try [PaddingMode.constant, .reflect, .replicate, .circular].map {
                try x.padded([2, 3], mode: $0)
            }
        },
        "pad2d": {
            let x = $0[0]
            return try [PaddingMode.reflect, .replicate, .circular].map {
                try x.padded([2, 1, 1, 3], mode: $0)
            } + [x.padded([-1, 1, 0, 2], value: 1.5)]
        },
        "pad3d": {
            let x = $0[0]
            return try [PaddingMode.reflect, .replicate, .circular].map {
                try x.padded([1, 2, 0, 1, 1, 1], mode: $0)
            }
        },
        "interpolate1d": {
            let x = $0[0]
            return try [
                x.interpolated(to: [5]), x.interpolated(scale: [1.7], mode: .nearestExact),
                x.interpolated(to: [5], mode: .linear), x.interpolated(scale: [1.3], mode: .linear),
                x.interpolated(to: [11], mode: .linear, alignCorners: true),
                x.interpolated(to: [3], mode: .area),
            ]
        },
        "interpolate2d": {
            let x = $0[0]
            return try [
                x.interpolated(to: [4, 7]), x.interpolated(to: [4, 7], mode: .nearestExact),
                x.interpolated(to: [4], mode: .bilinear), x.interpolated(scale: [1.3, 0.7], mode: .bilinear),
                x.interpolated(to: [7], mode: .bilinear, alignCorners: true),
                x.interpolated(to: [4], mode: .bicubic),
                x.interpolated(to: [8], mode: .bicubic, alignCorners: true),
                x.interpolated(to: [3], mode: .bilinear, antialias: true),
                x.interpolated(to: [3], mode: .bicubic, antialias: true),
                x.interpolated(to: [3, 2], mode: .area),
            ]
        },
        "interpolate3d": {
            let x = $0[0]
            return try [
                x.interpolated(to: [3]), x.interpolated(to: [3], mode: .nearestExact),
                x.interpolated(to: [3, 5, 2], mode: .trilinear),
                x.interpolated(scale: [0.8], mode: .trilinear), x.interpolated(to: [3], mode: .area),
            ]
        },
        "unfold": {
            try [
                $0[0].unfolded(kernelSize: [3, 2], padding: [1, 0], stride: [2, 1]),
                $0[0].unfolded(kernelSize: [2, 2], dilation: [2, 1]),
            ]
        },
        "fold": { try [$0[0].folded(size: [4, 5], kernelSize: [2, 2])] },
        "grid_sample": {
            let (x, g) = ($0[0], $0[1])
            return try [
                x.gridSampled(g), x.gridSampled(g, interpolation: .nearest, padding: .border),
                x.gridSampled(g, interpolation: .bicubic, padding: .reflection, alignCorners: true),
            ]
        },
        "norm_layers": {
            let (s, i) = ($0[0], $0[1])
            return try [
                s.layerNorm([8]), i.groupNorm(groupCount: 2), i.instanceNorm(), s.batchNorm(training: true),
                s.rmsNorm([8]),
            ]
        },
        "attention": {
            let q = $0[0]
            return try [
                q.scaledDotProductAttention(key: q + 1, value: q * 2),
                q.scaledDotProductAttention(key: q, value: q, isCausal: true),
            ]
        },
        "losses": {
            let (x, y, u) = ($0[0], $0[1], $0[2]), target = try u.detached()
            return try [
                x.mseLoss(y), x.l1Loss(y, reduction: .none), x.smoothL1Loss(y, beta: 0.5),
                x.huberLoss(y, delta: 0.7), u.binaryCrossEntropy(target.flipped(axis: 0)),
                x.binaryCrossEntropyWithLogits(target), x.klDivergence(target, reduction: .sum),
                x.poissonNLLLoss(target), x.softMarginLoss(y.detached().sign()),
            ]
        },
        "class_losses": {
            try [
                $0[0].crossEntropyLoss($0[1], labelSmoothing: 0.1), $0[0].nllLoss($0[1]),
                $0[0].multiMarginLoss($0[1]),
            ]
        },
        "label_losses": {
            let (x, y, t) = ($0[0], $0[1], $0[2])
            let (first, second) = try (x.select(0, axis: 1), y.select(0, axis: 1))
            return try [
                first.hingeEmbeddingLoss(t), x.cosineEmbeddingLoss(y, target: t),
                first.marginRankingLoss(second, target: t), x.tripletMarginLoss(positive: y, negative: x * y),
                x.multilabelMarginLoss($0[3]),
            ]
        },
        "ctc_loss": {
            let p = $0[0]
            return try [
                p.ctcLoss($0[1], inputLengths: $0[2], targetLengths: $0[3]),
                p.ctcLoss($0[1], inputLengths: [6, 5], targetLengths: [3, 2], reduction: .none),
            ]
        },
        "fourier": {
            let s = $0[0]
            return try [
                s.rfft(normalization: .ortho).abs(), s.fft().viewedAsReal(), s.rfft(length: 10).irfft(),
                s.ifft().realPart(), s.rfft2().abs(), s.rfftn().irfftn(lengths: s.shape),
                s.fftShifted(axes: [2]), s.ihfft().hfft(),
            ]
        },
        "stft": {
            let s = try $0[0].select(0, axis: 0)
            return try [
                s.shortTimeFourier(frameLength: 4, hop: 2, window: .hannWindow(4, dtype: s.dtype))
                    .viewedAsReal()
            ]
        },
    ]
}
