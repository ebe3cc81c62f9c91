// What logistic regression minimises.
import GimbalTensor

/// Mean cross-entropy of a linear map and its gradient, computed in double precision, some rows at a time.
package struct MultinomialObjective {
    /// `[N, D]` float32.
    package let rows: Tensor
    /// `[N]` int64.
    package let labels: Tensor
    package let classCount: Int

    package init(rows: Tensor, labels: Tensor, classCount: Int) {
        (self.rows, self.labels, self.classCount) = (rows, labels, classCount)
    }

    /// Rows that are in double precision at once.
    private static let chunk = 8192

    private var featureCount: Int { rows.shape[1] }
    /// Weights `[C, D]`, then shifts `[C]`.
    package var parameterCount: Int { classCount * (featureCount + 1) }

    /// Weights `[C, D]` and shifts `[C]` of a vector of parameters.
    package func split(_ parameters: Tensor) throws -> (weight: Tensor, bias: Tensor) {
        let count = classCount * featureCount
        return (
            try parameters.narrow(axis: 0, start: 0, length: count).reshaped([classCount, featureCount]),
            try parameters.narrow(axis: 0, start: count, length: classCount)
        )
    }

    /// The mean loss without a penalty.
    package func loss(_ parameters: Tensor) throws -> Double {
        let (weight, bias) = try split(parameters)
        return try chunks().reduce(0) { sum, chunk in
            let scores = try chunk.rows.linear(weight, bias: bias).logSoftmax(axis: 1)
            return try sum - scores.gathered(chunk.labels, axis: 1).sum().item() / Double(rows.shape[0])
        }
    }

    /// Mean loss plus penalty / 2 · ‖W‖², and its gradient.
    package func value(_ parameters: Tensor, penalty: Double) throws -> (value: Double, gradient: Tensor) {
        let (weight, bias) = try split(parameters)
        var loss = 0.0
        var weightGradient = try weight * penalty, biasGradient = try bias.zerosLike()
        let share = 1 / Double(rows.shape[0])
        for chunk in try chunks() {
            let scores = try chunk.rows.linear(weight, bias: bias).logSoftmax(axis: 1)
            loss -= try scores.gathered(chunk.labels, axis: 1).sum().item() * share
            let ones = try Tensor.full(chunk.labels.shape, -1.0, dtype: .float64)
            let residuals = try scores.exp().scatterAdd(chunk.labels, axis: 1, source: ones) * share
            weightGradient = try weightGradient + residuals.transposed(0, 1).matmul(chunk.rows)
            biasGradient = try biasGradient + residuals.sum(axis: 0)
        }
        let value = try loss + penalty / 2 * weight.square().sum().item()
        return (value, try Tensor.concatenated([weightGradient.reshaped([-1]), biasGradient]))
    }

    private func chunks() throws -> [(rows: Tensor, labels: Tensor)] {
        try stride(from: 0, to: rows.shape[0], by: Self.chunk).map { start in
            let length = min(Self.chunk, rows.shape[0] - start)
            return (
                try rows.narrow(axis: 0, start: start, length: length).converted(to: .float64),
                try labels.narrow(axis: 0, start: start, length: length).unsqueezed(axis: 1)
            )
        }
    }
}
