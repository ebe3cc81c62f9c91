// A case of a golden file: what is built, and the passes that are made with it.
import GimbalTensor

/// One case: a subject with its arguments and state, and one or more passes in a row.
public struct GoldenCase: Sendable {
    /// The file that it comes from.
    public let file: GoldenFile
    /// Name in the file.
    public let name: String
    /// The layer or algorithm.
    public let subject: String
    /// What the subject is built from.
    public let arguments: [String: JSONValue]
    /// Parameter → tensor key.
    public let parameters: [String: String]
    /// Buffer → tensor key: the state before the first pass.
    public let buffers: [String: String]
    /// Names or keys of tensors whose values are integers.
    public let integers: Set<String>
    /// Outputs whose columns have an arbitrary sign.
    public let upToColumnSign: Set<String>
    /// What is run, in order, on one object.
    public let passes: [GoldenPass]

    private static let ownKeys: Set<String> = [
        "subject", "parameters", "buffers", "integer", "other", "notes", "steps", "up_to_column_sign",
    ]

    init(name: String, json: JSONValue, file: GoldenFile) throws {
        let place = "\(file.name) \(name)"
        guard let members = json.object, let subject = json["subject"]?.text else {
            throw GoldenProblem("\(place): \"subject\" is missing")
        }
        try refuseUnknown(members.keys, Self.ownKeys.union(GoldenPass.keys), place)
        self.file = file
        self.name = name
        self.subject = subject
        arguments = json["arguments"]?.object ?? [:]
        parameters = try tensorKeys(json["parameters"], place)
        buffers = try tensorKeys(json["buffers"], place)
        integers = Set(json["integer"]?.list?.compactMap(\.text) ?? [])
        upToColumnSign = Set(json["up_to_column_sign"]?.list?.compactMap(\.text) ?? [])
        let steps = json["steps"]?.list
        passes = try (steps ?? [.object([:])]).enumerated().map { index, step in
            try GoldenPass(
                number: steps == nil ? nil : index, json: step, inherited: members,
                place: steps == nil ? place : "\(place) step \(index)")
        }
    }

    /// File, case and subject.
    public var label: String { "\(file.name) \(name) \(subject)" }

    /// Whether the tensor of that name and key holds integers.
    public func isInteger(_ name: String, key: String) -> Bool {
        integers.contains(name) || integers.contains(key)
    }
}

/// What the gradients of a pass are of.
public enum GoldenCotangent: Sendable {
    /// Key of a tensor.
    case key(String)
    /// The same number for every element.
    case number(Double)
    /// One number per element.
    case list([Double])
}

/// One pass: inputs in, outputs, gradients and state out.
public struct GoldenPass: Sendable {
    /// Number of the step, if the case has steps.
    public let number: Int?
    /// The case's arguments with the step's own over them.
    public let arguments: [String: JSONValue]
    /// Names of the arguments that belong to this step alone.
    public let ownArguments: Set<String>
    /// `train`, `evaluate` or `none`.
    public let mode: String
    /// Input → tensor key, the case's and the step's.
    public let inputs: [String: String]
    /// Names of the inputs that belong to this step alone.
    public let ownInputs: Set<String>
    /// Output → tensor key.
    public let outputs: [String: String]
    /// Buffer → tensor key: the state after forward and backward.
    public let buffersAfter: [String: String]
    /// Output → cotangent.
    public let cotangent: [String: GoldenCotangent]
    /// Input, parameter or intermediate → tensor key.
    public let gradients: [String: String]
    /// How near is near enough.
    public let tolerance: GoldenTolerance
    /// Output → rows that are not compared.
    public let skipRows: [String: [Int]]

    static let keys: Set<String> = [
        "arguments", "mode", "inputs", "outputs", "buffers_after", "cotangent", "gradients", "tolerance",
        "skip_rows",
    ]

    init(number: Int?, json: JSONValue, inherited: [String: JSONValue], place: String) throws {
        let whole = JSONValue.object(inherited)
        try refuseUnknown((json.object ?? [:]).keys, Self.keys, place)
        func member(_ name: String) -> JSONValue? { json[name] ?? (number == nil ? whole[name] : nil) }
        let own = json["arguments"]?.object ?? [:]
        let ownInputs = try tensorKeys(json["inputs"], place)
        self.number = number
        arguments = (whole["arguments"]?.object ?? [:]).merging(own) { $1 }
        ownArguments = Set(own.keys)
        inputs = try tensorKeys(whole["inputs"], place).merging(ownInputs) { $1 }
        self.ownInputs = Set(ownInputs.keys)
        mode = (json["mode"] ?? whole["mode"])?.text ?? "none"
        outputs = try tensorKeys(member("outputs"), place)
        buffersAfter = try tensorKeys(member("buffers_after"), place)
        gradients = try tensorKeys(member("gradients"), place)
        cotangent = try Self.cotangents(member("cotangent"), place)
        tolerance = try GoldenTolerance(json["tolerance"] ?? whole["tolerance"], place)
        skipRows = (member("skip_rows")?.object ?? [:]).compactMapValues(\.integers)
    }

    private static func cotangents(_ json: JSONValue?, _ place: String) throws -> [String: GoldenCotangent] {
        switch json {
        case nil: return [:]
        case .text(let key): return ["output": .key(key)]
        case .object(let members):
            return try members.mapValues { value in
                if let key = value.text { return .key(key) }
                if let number = value.number { return .number(number) }
                if let list = value.numbers { return .list(list) }
                throw GoldenProblem("\(place): a cotangent has an unknown form")
            }
        default: throw GoldenProblem("\(place): the cotangent has an unknown form")
        }
    }
}

/// Names → tensor keys.
private func tensorKeys(_ json: JSONValue?, _ place: String) throws -> [String: String] {
    try (json?.object ?? [:]).mapValues { value in
        guard let key = value.text else { throw GoldenProblem("\(place): a tensor key is no text") }
        return key
    }
}

private func refuseUnknown(_ found: some Sequence<String>, _ known: Set<String>, _ place: String) throws {
    if let name = found.first(where: { !known.contains($0) }) {
        throw GoldenProblem("\(place): the harness does not know \"\(name)\"")
    }
}
