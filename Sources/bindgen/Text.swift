// Small text helpers of the generator.

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

/// Joins items with commas in lines of at most 110 characters.
func fill(_ items: [String], indentation: Int) -> String {
    let margin = String(repeating: " ", count: indentation)
    var lines: [String] = []
    var line = margin
    for (index, item) in items.enumerated() {
        let text = index == items.count - 1 ? item : item + ","
        if line.count > indentation, line.count + 1 + text.count > 110 {
            lines.append(line)
            line = margin
        }
        line += line.count > indentation ? " " + text : text
    }
    return (lines + [line]).joined(separator: "\n")
}

/// Breaks a text at spaces into lines of at most 110 characters, each with the prefix.
func wrapWords(_ text: String, prefix: String) -> String {
    var lines: [String] = []
    var line = prefix
    for word in text.split(separator: " ") {
        if line.count > prefix.count, line.count + 1 + word.count > 110 {
            lines.append(line)
            line = prefix
        }
        line += line.count > prefix.count ? " " + word : String(word)
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
}
