// Runs a case and lists what is wrong.
import GimbalNN
import GimbalTensor

/// Runs golden cases on their subjects.
public struct GoldenRunner {
    /// Subjects by name.
    public let subjects: [String: any GoldenSubject.Type]

    /// Takes the subjects that are known.
    public init(subjects: [String: any GoldenSubject.Type]) { self.subjects = subjects }

    /// Returns what is wrong with a case; empty when all is well.
    public func failures(_ golden: GoldenCase) -> [String] {
        guard let type = subjects[golden.subject] else {
            return ["\(golden.label): the harness does not know the subject \"\(golden.subject)\""]
        }
        do {
            return try failures(golden, type).map { "\(golden.label): \($0)" }
        } catch {
            return ["\(golden.label): \(error)"]
        }
    }

    private func failures(_ golden: GoldenCase, _ type: any GoldenSubject.Type) throws -> [String] {
        let setup = GoldenSetup(golden)
        var subject = try type.init(setup)
        var result: [String] = []
        var readArguments = setup.arguments.read, readInputs: Set<String> = []
        for pass in golden.passes {
            let place = pass.number.map { "step \($0), " } ?? ""
            let inputs = try GoldenInputs(pass, of: golden)
            var found = try subject.run(inputs)
            let checker = PassChecker(golden: golden, pass: pass)
            result += try checker.outputs(found).map { place + $0 }
            result += try checker.gradients(&found, inputs, subject).map { place + $0 }
            result += try checker.buffers(subject.buffers()).map { place + $0 }

            let known = inputs.arguments.read.union(setup.arguments.read)
            result += unread("argument", pass.ownArguments, known).map { place + $0 }
            result += unread("input", pass.ownInputs, inputs.read).map { place + $0 }
            readArguments.formUnion(inputs.arguments.read)
            readInputs.formUnion(inputs.read)
        }
        result += unread("argument", Set(golden.arguments.keys), readArguments)
        let shared = golden.passes.reduce(into: Set<String>()) {
            $0.formUnion(Set($1.inputs.keys).subtracting($1.ownInputs))
        }
        result += unread("input", shared, readInputs)
        result += unread("parameter", Set(golden.parameters.keys), setup.readState)
        result += unread("buffer", Set(golden.buffers.keys), setup.readState)
        return result
    }

    private func unread(_ kind: String, _ given: Set<String>, _ read: Set<String>) -> [String] {
        given.subtracting(read).sorted().map { "the subject does not know the \(kind) \"\($0)\"" }
    }
}

/// Compares what a pass gave with what the file says.
private struct PassChecker {
    let golden: GoldenCase
    let pass: GoldenPass

    func outputs(_ found: GoldenResult) throws -> [String] {
        var result: [String] = []
        for (name, key) in pass.outputs.sorted(by: { $0.key < $1.key }) {
            guard let output = found.outputs[name] else {
                result.append("output \"\(name)\" is missing")
                continue
            }
            let expected = try golden.file.tensor(key)
            var comparison = GoldenComparison(pass.tolerance.output(name))
            comparison.fractionBeyond = pass.tolerance.fractionBeyond
            comparison.meanAbsolute = pass.tolerance.meanAbsolute
            comparison.skippedRows = pass.skipRows[name] ?? []
            comparison.isUpToColumnSign = golden.upToColumnSign.contains(name)
            comparison.isInteger = golden.isInteger(name, key: key)
            comparison.elementwise = found.bounds[name]
            if let problem = try comparison.mismatch(output, expected) {
                result.append("output \"\(name)\": \(problem)")
            }
            result += try own(name, found, expected)
        }
        return result
    }

    private func own(_ name: String, _ found: GoldenResult, _ expected: Tensor) throws -> [String] {
        guard let relative = pass.tolerance.output(name).ownRelative else { return [] }
        guard let own = found.own[name] else { return ["the own run of \"\(name)\" is missing"] }
        let problem = try mismatch(own, expected, Tolerance(absolute: 0, relative: relative))
        return problem.map { ["own run of \"\(name)\": \($0)"] } ?? []
    }

    /// Gradients of the sum of outputs times cotangents.
    func gradients(_ found: inout GoldenResult, _ inputs: GoldenInputs, _ subject: any GoldenSubject) throws
        -> [String]
    {
        guard !pass.gradients.isEmpty else { return [] }
        let names = pass.gradients.keys.sorted()
        var sources: [Tensor] = []
        for name in names {
            guard let source = try found.intermediates[name] ?? inputs.leaves[name] ?? subject.parameter(name)
            else {
                return ["there is nothing called \"\(name)\" to take the gradient of"]
            }
            sources.append(source)
        }
        let slopes = try optionalGradients(of: weightedSum(found), withRespectTo: sources)
        var result: [String] = []
        for ((name, source), slope) in zip(zip(names, sources), slopes) {
            let expected = try golden.file.tensor(pass.gradients[name] ?? "")
            let gradient = try slope ?? source.zerosLike()
            let comparison = GoldenComparison(.init(bound: pass.tolerance.bound))
            if let problem = try comparison.mismatch(gradient, expected) {
                result.append("gradient of \"\(name)\": \(problem)")
            }
        }
        return result
    }

    private func weightedSum(_ found: GoldenResult) throws -> Tensor {
        guard !pass.cotangent.isEmpty else { throw GoldenProblem("gradients are given, but no cotangent") }
        var total = try Tensor(scalar: Float(0))
        for (name, cotangent) in pass.cotangent.sorted(by: { $0.key < $1.key }) {
            guard let output = found.outputs[name] else {
                throw GoldenProblem("output \"\(name)\" is missing: the cotangent is for it")
            }
            switch cotangent {
            case .number(let number): total = try total + (output * number).sum()
            case .list(let numbers):
                let weights = try Tensor(numbers, shape: output.shape).converted(to: output.dtype)
                total = try total + (output * weights).sum()
            case .key(let key):
                total = try total + (output * golden.file.tensor(key).converted(to: output.dtype)).sum()
            }
        }
        return total
    }

    func buffers(_ found: [String: Tensor]) throws -> [String] {
        var result: [String] = []
        for (name, key) in pass.buffersAfter.sorted(by: { $0.key < $1.key }) {
            guard let buffer = found[name] else {
                result.append("buffer \"\(name)\" is missing")
                continue
            }
            let comparison = GoldenComparison(pass.tolerance.output(name))
            if let problem = try comparison.mismatch(buffer, golden.file.tensor(key)) {
                result.append("buffer \"\(name)\": \(problem)")
            }
        }
        return result
    }
}
