// What methods without epochs learn from: prepared samples as rows, at once.
import GimbalCore
import GimbalTasks
import GimbalTensor

extension TensorProblem {
    /// The prepared samples of a part as rows of numbers `[N, numbers]` float32.
    ///
    /// - Throws: `DataError` if a number is missing or infinite.
    func rows(_ part: TensorPart, method: String) throws -> Tensor {
        let pieces = try stride(from: 0, to: part.count, by: 2048).map { start in
            let length = min(2048, part.count - start)
            let prepared = try self.prepared(part.inputs.narrow(axis: 0, start: start, length: length))
            return try prepared.converted(to: .float32).reshaped([length, -1])
        }
        guard !pieces.isEmpty else { return try Tensor.zeros([0, shape.inputCount]) }
        let rows = pieces.count == 1 ? pieces[0] : try Tensor.concatenated(pieces)
        guard try rows.isFinite().all().booleans() == [true] else {
            throw DataError(
                "missing", "\(method): an input is not a finite number, expected finite ones.",
                fix: "Fill what is missing in the preprocessing.")
        }
        return rows
    }

    /// The error of a method that cannot learn what is asked for.
    func refusal(method: String, expected: String) -> ConfigError {
        let found =
            switch train.target {
            case .classes: "classes"
            case .values: "values"
            case .survival: "survival times"
            case .tokens: "tokens"
            }
        return ConfigError(
            "target", "\(method): the task \"\(task.id)\" asks for \(found), expected \(expected).",
            fix: "Choose another method for this task.")
    }
}
