// Options that a method chooses by itself unless a number is given.
import GimbalCore

extension OptionField {
    /// A real option that may be left to the method: `auto` or a number.
    public static func automatic(
        _ name: String, _ path: WritableKeyPath<Options, Double?>, _ range: ClosedRange<Double>,
        _ documentation: String
    ) -> OptionField {
        automatic(
            name, path, range: "auto or number in \(range)", documentation, write: { .number($0) },
            read: { range.contains($0) ? $0 : nil })
    }

    /// An integer option that may be left to the method: `auto` or an integer.
    public static func automatic(
        _ name: String, _ path: WritableKeyPath<Options, Int?>, _ range: ClosedRange<Int>,
        _ documentation: String
    ) -> OptionField {
        automatic(
            name, path, range: "auto or integer in \(range)", documentation, write: { .number(Double($0)) },
            read: { number in Int(exactly: number).flatMap { range.contains($0) ? $0 : nil } })
    }

    private static func automatic<Value>(
        _ name: String, _ path: WritableKeyPath<Options, Value?>, range: String, _ documentation: String,
        write: @escaping (Value) -> SpecificationValue, read: @escaping (Double) -> Value?
    ) -> OptionField {
        OptionField(
            name: name, documentation: documentation, range: range,
            get: { $0[keyPath: path].map(write) ?? .word("auto") },
            set: { options, value in
                if case .word("auto") = value {
                    options[keyPath: path] = nil
                } else if case .number(let number) = value, let known = read(number) {
                    options[keyPath: path] = known
                } else {
                    throw ConfigError(
                        "option", "Option \"\(name)\" is \(value), expected \(range).",
                        fix: "Give a value in range, or auto.")
                }
            })
    }
}
